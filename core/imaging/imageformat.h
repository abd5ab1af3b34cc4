// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace cairn {

/// The formats that Cairn reads. Nothing else ever reaches a codec.
enum class ImageFormat {
    Unknown,
    Jpeg,
    Png,
    WebP,
    Bmp,
    Tiff,
    Gif,
    Pnm,
    Avif, ///< this and the next two: where their library was there when Cairn was built
    Heic,
    JpegXl,
};

/// By the first bytes, never by the name.
ImageFormat sniffFormat(QByteArrayView bytes);

/// "jpeg", "png", …; for Pnm "pbm", "pgm" or "ppm".
QString formatName(ImageFormat format, QByteArrayView bytes);

/// What a file is that is no image for Cairn, as a sentence: "It is an HTML page, not an image."
QString describeUnknown(QByteArrayView bytes);

} // namespace cairn
