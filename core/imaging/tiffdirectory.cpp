#include "core/imaging/tiffdirectory.h"

#include "core/imaging/bytereader.h"

namespace cairn {

namespace {

constexpr quint16 typeShort = 3;
constexpr quint16 typeLong = 4;
constexpr quint64 entrySize = 12;

} // namespace

std::optional<quint32> firstDirectoryValue(QByteArrayView tiff, TiffTag tag)
{
    const bool bigEndian = tiff.startsWith("MM");
    if (!bigEndian && !tiff.startsWith("II"))
        return {};
    if (readInteger<quint16>(tiff, 2, bigEndian) != 42)
        return {};
    const auto directory = readInteger<quint32>(tiff, 4, bigEndian);
    if (!directory)
        return {};
    const auto entries = readInteger<quint16>(tiff, *directory, bigEndian);
    for (quint64 i = 0; entries && i < *entries; ++i) {
        const quint64 entry = quint64(*directory) + 2 + i * entrySize;
        const auto found = readInteger<quint16>(tiff, entry, bigEndian);
        if (!found)
            return {};
        if (*found != quint16(tag))
            continue;
        const auto type = readInteger<quint16>(tiff, entry + 2, bigEndian);
        if (type == typeLong)
            return readInteger<quint32>(tiff, entry + 8, bigEndian);
        if (type == typeShort)
            return readInteger<quint16>(tiff, entry + 8, bigEndian);
        return {};
    }
    return {};
}

int exifOrientation(QByteArrayView exif)
{
    if (exif.startsWith(QByteArrayView("Exif\0\0", 6)))
        exif = exif.sliced(6);
    const quint32 value = firstDirectoryValue(exif, TiffTag::Orientation).value_or(1);
    return value >= 1 && value <= 8 ? int(value) : 1;
}

} // namespace cairn
