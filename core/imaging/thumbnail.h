// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QImage>

namespace cv {
class Mat;
}

namespace cairn {

inline constexpr int thumbnailSide = 256; ///< pixels: what the views ask for; they scale down

/// An image scaled to fit into `side` × `side` pixels (never enlarged), upright, from the disk cache
/// (<cache>/thumbnails, key: path, mtime, size, side) or decoded and put there. Thread-safe; for worker
/// threads.
Result<QImage> thumbnail(const QString &path, int side = thumbnailSide);

/// The shorter side, in pixels, of the thumbnail of an image of that size: what to ask decodeImage() for.
int thumbnailDecodeSide(int width, int height);

/// Puts the thumbnail of a file that was decoded anyway into the cache, unless it is there: `rgb` is CV_8UC3,
/// R first, from decodeImage(bytes, thumbnailDecodeSide(width, height)) or larger. Thread-safe; for worker
/// threads.
void keepThumbnail(const QString &path, const cv::Mat &rgb);

/// Where thumbnail() keeps that of a file as it is now, whether it is there yet or not.
QString thumbnailFile(const QString &path, int side = thumbnailSide);

/// The whole image for the preview, at most `side` on its longer side, not cached.
Result<QImage> loadPreview(const QString &path, int side);

} // namespace cairn
