#pragma once

#include "core/base/result.h"

#include <QImage>

namespace cairn {

/// A picture scaled to fit into `side` × `side` pixels (never enlarged), upright, from the disk cache
/// (<cache>/thumbnails, key: path, mtime, size, side) or decoded and put there. Thread-safe; for worker
/// threads.
Result<QImage> thumbnail(const QString &path, int side);

/// Where thumbnail() keeps that of a file as it is now, whether it is there yet or not.
QString thumbnailFile(const QString &path, int side);

/// The whole picture for the preview, at most `side` on its longer side, not cached.
Result<QImage> loadPreview(const QString &path, int side);

} // namespace cairn
