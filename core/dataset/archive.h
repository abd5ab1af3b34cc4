#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/dataset/importer.h"

namespace cairn {

/// What an archive may hold; beyond it the rest is left out and said.
struct ArchiveLimits
{
    qint64 entries = 200'000;
    qint64 bytes = 20LL * 1000 * 1000 * 1000; ///< unpacked, in all
    double ratio = 200; ///< unpacked to packed bytes, once more than `ratioFrom` came out
    qint64 ratioFrom = 100LL * 1000 * 1000;
};

/// A zip, tar or compressed tar (gzip, bzip2, xz, zstd), by its first bytes.
bool isArchive(const QString &file);

/// Writes the files of an archive below `folder`, which is there and empty. Only plain files are taken:
/// links, devices, encrypted files, paths that lead out, files over maxImageBytes are refused, each with a
/// reason and the name “archive/path”; hidden files and __MACOSX are passed over. Nothing is executed.
/// Returns what was refused. Errors: NotFound, Corrupt (not one file could be read), WriteFailed, Cancelled.
Result<std::vector<Refusal>> unpackArchive(const QString &file, const QString &folder,
                                           const ArchiveLimits &limits = {},
                                           const ProgressCallback &progress = {},
                                           const CancelToken &cancel = {});

} // namespace cairn
