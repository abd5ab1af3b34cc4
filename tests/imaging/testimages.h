// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBuffer>
#include <QByteArray>
#include <QImage>
#include <QtEndian>

namespace cairn::test {

/// Four differently colored quarters: red, green / blue, yellow. Wider than high, so that every turn shows.
inline QImage quarters(int width = 96, int height = 64)
{
    QImage image(width, height, QImage::Format_RGB32);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const bool right = x >= width / 2;
            const bool low = y >= height / 2;
            image.setPixel(x, y,
                           low ? (right ? qRgb(255, 255, 0) : qRgb(0, 0, 255))
                               : (right ? qRgb(0, 255, 0) : qRgb(255, 0, 0)));
        }
    }
    return image;
}

/// Not compressible to nothing: a cut somewhere hits image data.
inline QImage noise(int width = 200, int height = 160)
{
    QImage image(width, height, QImage::Format_RGB32);
    quint32 state = 7;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            state = state * 1664525u + 1013904223u;
            image.setPixel(x, y, state >> 8);
        }
    }
    return image;
}

inline QByteArray encoded(const QImage &image, const char *format, int quality = 95)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format, quality);
    return bytes;
}

/// Puts an EXIF block with the given orientation behind a JPEG's first marker.
inline QByteArray withOrientation(QByteArray jpeg, quint16 orientation)
{
    QByteArray exif("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0", 32);
    qToBigEndian(orientation, exif.data() + 24);
    QByteArray marker("\xff\xe1\0\0", 4);
    qToBigEndian(quint16(exif.size() + 2), marker.data() + 2);
    return jpeg.insert(2, marker + exif);
}

/// Puts an EXIF block with DateTimeOriginal ("2019:05:03 14:02:11") behind a JPEG's first marker.
inline QByteArray withDateTaken(QByteArray jpeg, const QByteArray &date)
{
    QByteArray exif("Exif\0\0MM\0*\0\0\0\x08"
                    "\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0" // one entry: the other directory
                    "\0\x01\x90\x03\0\x02\0\0\0\x14\0\0\0\x2c\0\0\0\0", // one entry: the text
                    50);
    exif += date + '\0';
    QByteArray marker("\xff\xe1\0\0", 4);
    qToBigEndian(quint16(exif.size() + 2), marker.data() + 2);
    return jpeg.insert(2, marker + exif);
}

/// An uncompressed 8-bit RGB TIFF of the four quarters with the given orientation (TIFF 6.0).
inline QByteArray tiffWithOrientation(quint16 orientation)
{
    const QImage image = quarters().convertToFormat(QImage::Format_RGB888);
    const quint32 pixelBytes = quint32(image.width() * image.height() * 3);
    QByteArray tiff("II*\0\0\0\0\0", 8);
    for (int y = 0; y < image.height(); ++y)
        tiff.append(reinterpret_cast<const char *>(image.constScanLine(y)), image.width() * 3);
    qToLittleEndian(quint32(tiff.size()), tiff.data() + 4);
    const auto append = [&tiff](auto value) {
        char bytes[sizeof(value)];
        qToLittleEndian(value, bytes);
        tiff.append(bytes, sizeof(value));
    };
    struct Entry
    {
        quint16 tag;
        quint16 type; // 3: 16 bits, 4: 32 bits
        quint32 count;
        quint32 value;
    };
    const std::initializer_list<Entry> entries{{256, 4, 1, quint32(image.width())},
                                               {257, 4, 1, quint32(image.height())},
                                               {258, 3, 1, 8}, // bits a sample
                                               {259, 3, 1, 1}, // not compressed
                                               {262, 3, 1, 2}, // RGB
                                               {273, 4, 1, 8}, // where the pixels are
                                               {274, 3, 1, orientation},
                                               {277, 3, 1, 3}, // samples a pixel
                                               {278, 4, 1, quint32(image.height())},
                                               {279, 4, 1, pixelBytes}};
    append(quint16(entries.size()));
    for (const Entry &entry : entries) {
        append(entry.tag);
        append(entry.type);
        append(entry.count);
        append(entry.value);
    }
    append(quint32(0));
    return tiff;
}

/// A PNG whose header claims the given size; its checksum is right.
inline QByteArray pngClaiming(quint32 width, quint32 height)
{
    QByteArray png = encoded(quarters(), "png");
    qToBigEndian(width, png.data() + 16);
    qToBigEndian(height, png.data() + 20);
    quint32 crc = 0xffffffff; // ISO 3309, as PNG 1.2, appendix D
    for (const char c : QByteArrayView(png).sliced(12, 17)) {
        crc ^= quint8(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
    }
    qToBigEndian(crc ^ 0xffffffff, png.data() + 29);
    return png;
}

} // namespace cairn::test
