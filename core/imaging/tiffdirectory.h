// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <optional>

namespace cairn {

/// Tags of a TIFF directory (TIFF 6.0, section 8; EXIF uses the same structure).
enum class TiffTag : quint16 {
    NewSubfileType = 254,
    ImageWidth = 256,
    ImageLength = 257,
    Photometric = 262,
    Orientation = 274,
    TileWidth = 322,
    TileLength = 323,
    ExifDirectory = 0x8769, ///< where another directory begins
    DateTimeOriginal = 0x9003, ///< in that one
};

// All of these read within the bytes given only, whatever their offsets say.

/// The first value of an integer tag in the first directory of a TIFF structure; nothing if there is none, or
/// the structure is damaged.
std::optional<quint32> firstDirectoryValue(QByteArrayView tiff, TiffTag tag);

/// The orientation in an EXIF block (with or without its "Exif\0\0" prefix): 1–8, 1 where it says nothing
/// valid.
int exifOrientation(QByteArrayView exif);

/// When the image was taken (DateTimeOriginal), as the camera's clock had it: milliseconds since 1970 if
/// that clock had shown UTC, since EXIF does not say the zone; 0 where it says nothing valid.
qint64 exifTimeTaken(QByteArrayView exif);

} // namespace cairn
