// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <opencv2/core/mat.hpp>

namespace cairn {

/// Limits of what is decoded at all; a file beyond them is refused before its pixels are touched.
inline constexpr qint64 maxImageBytes = 256LL * 1000 * 1000;
inline constexpr qint64 maxImagePixels = 100LL * 1000 * 1000;

/// What an image file's header says. Format is sniffed from the content, never taken from the name.
struct ImageHeader
{
    QString format; ///< "jpeg", "png", "bmp", "webp", "tiff", "gif", "ppm", …
    int width = 0; ///< pixels, upright (after EXIF orientation)
    int height = 0;
    int orientation = 1; ///< EXIF, 1–8
    qint64 takenAt = 0; ///< EXIF: see exifTimeTaken()
};

/// Reads the header only. Errors: Unsupported (no image format known here), Corrupt, InvalidInput (beyond
/// the limits).
Result<ImageHeader> readImageHeader(const QByteArray &bytes);

/// Reads a whole file within maxImageBytes. Errors: NotFound, ReadFailed, Corrupt (empty file), InvalidInput
/// (too large).
Result<QByteArray> readImageFile(const QString &path);

/// Decodes to 8-bit RGB (CV_8UC3, R first), upright; transparency is laid over white, 16-bit is scaled, first
/// frame only. `atLeast` > 0 lets the codec decode at reduced size as long as both sides stay ≥ atLeast
/// (JPEG: ½, ¼, ⅛): faster, and enough for an image that is resized to it anyway. A truncated or damaged
/// file is the error Corrupt, never a half-gray image. Thread-safe.
Result<cv::Mat> decodeImage(const QByteArray &bytes, int atLeast = 0);
Result<cv::Mat> decodeImageFile(const QString &path, int atLeast = 0);

} // namespace cairn
