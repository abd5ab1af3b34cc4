// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/dataset/importer.h"

#include <QHash>

namespace cairn {

/// What an archive may hold; beyond it the rest is left out and said.
struct ArchiveLimits
{
    qint64 entries = 200'000;
    qint64 bytes = 20LL * 1000 * 1000 * 1000; ///< unpacked, in all
    double ratio = 200; ///< unpacked to packed bytes, once more than `ratioFrom` came out
    qint64 ratioFrom = 100LL * 1000 * 1000;
    QString encoding = {}; ///< of names that are not UTF-8; empty: not known
};

/// A zip, tar or compressed tar (gzip, bzip2, xz, zstd), by its first bytes.
bool isArchive(const QString &file);

struct UnpackedArchive
{
    std::vector<Refusal> refused;
    QStringList passedOver; ///< hidden files and folders, as “archive/path”
    /// Parts of paths that are no text in UTF-8 nor in the wanted encoding: as they lie in `folder`, escaped
    /// (shownName()) → their bytes.
    QHash<QString, QByteArray> escaped;
};

/// Writes the files of an archive below `folder`, which is there and empty. Only plain files are taken:
/// links, devices, encrypted files, paths that lead out, files over maxImageBytes are refused, each with a
/// reason and the name “archive/path”; hidden files and __MACOSX are passed over. Nothing is executed.
/// Names are UTF-8 or else in `limits.encoding`, whatever the locale. Errors: NotFound, Corrupt (not one file
/// could be read), WriteFailed, Cancelled.
Result<UnpackedArchive> unpackArchive(const QString &file, const QString &folder,
                                      const ArchiveLimits &limits = {}, const ProgressCallback &progress = {},
                                      const CancelToken &cancel = {});

} // namespace cairn
