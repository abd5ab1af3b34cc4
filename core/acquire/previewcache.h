// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace cairn {

// Images of a search that a person looks at before anything is queued, kept by their addresses in the
// program's cache: what was looked at is not fetched again when it is queued. Any thread.

QString previewFile(const QString &address); ///< where it lies, or would
bool hasPreview(const QString &address);
bool storePreview(const QString &address, const QByteArray &bytes); ///< false: the disk refuses
Result<QByteArray> readPreview(const QString &address, qint64 largest); ///< errors of readOutside()
/// Removes the oldest until no more than `bytes` are left.
void prunePreviews(qint64 bytes = 200'000'000);

} // namespace cairn
