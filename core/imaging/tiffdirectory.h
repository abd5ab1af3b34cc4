#pragma once

#include <QByteArrayView>

#include <optional>

namespace cairn {

/// Tags of a TIFF directory (TIFF 6.0, section 8; EXIF uses the same structure).
enum class TiffTag : quint16 {
    NewSubfileType = 254,
    ImageWidth = 256,
    ImageLength = 257,
    Orientation = 274,
};

/// The first value of an integer tag in the first directory of a TIFF structure; nothing if there is none, or
/// the structure is damaged. Reads within `tiff` only and follows no offset but that of the directory.
std::optional<quint32> firstDirectoryValue(QByteArrayView tiff, TiffTag tag);

/// The orientation in an EXIF block (with or without its "Exif\0\0" prefix): 1–8, 1 where it says nothing
/// valid.
int exifOrientation(QByteArrayView exif);

} // namespace cairn
