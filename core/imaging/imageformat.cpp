// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/imageformat.h"
#include "core/base/text.h"

#include <QByteArray>
#include <QStringDecoder>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

struct Signature
{
    qsizetype offset;
    QByteArrayView magic;
    const char *what; ///< with its article, to be translated
};

bool matches(QByteArrayView bytes, qsizetype offset, QByteArrayView magic)
{
    return bytes.size() >= offset + magic.size() && bytes.sliced(offset, magic.size()) == magic;
}

// Images that people do have, by name, so that they know what to convert.
const std::array imagesNotRead{
    Signature{4, "ftypcrx", QT_TRANSLATE_NOOP("Text", "a camera raw image")},
    Signature{4, "jP  \r\n", QT_TRANSLATE_NOOP("Text", "a JPEG 2000 image")},
    Signature{0, "\xff\x4f\xff\x51", QT_TRANSLATE_NOOP("Text", "a JPEG 2000 image")},
    Signature{0, "8BPS", QT_TRANSLATE_NOOP("Text", "a Photoshop document")},
    Signature{0, "gimp xcf", QT_TRANSLATE_NOOP("Text", "a GIMP document")},
    Signature{0, QByteArrayView("\0\0\1\0", 4), QT_TRANSLATE_NOOP("Text", "an icon file")},
    Signature{0, "qoif", QT_TRANSLATE_NOOP("Text", "a QOI image")},
    Signature{0, "DDS ", QT_TRANSLATE_NOOP("Text", "a DDS texture")},
    Signature{0, "#?RADIANCE", QT_TRANSLATE_NOOP("Text", "an HDR image")},
    Signature{0, "#?RGBE", QT_TRANSLATE_NOOP("Text", "an HDR image")},
    Signature{0, "\x76\x2f\x31\x01", QT_TRANSLATE_NOOP("Text", "an OpenEXR image")},
    Signature{0, "\x01\xda", QT_TRANSLATE_NOOP("Text", "an SGI image")},
    Signature{0, "\x0a\x05\x01", QT_TRANSLATE_NOOP("Text", "a PCX image")},
    Signature{0, QByteArrayView("II\x2b\0", 4), QT_TRANSLATE_NOOP("Text", "a BigTIFF image")},
    Signature{0, QByteArrayView("MM\0\x2b", 4), QT_TRANSLATE_NOOP("Text", "a BigTIFF image")},
    Signature{0, "FUJIFILMCCD-RAW", QT_TRANSLATE_NOOP("Text", "a camera raw image")},
    Signature{0, "IIRO", QT_TRANSLATE_NOOP("Text", "a camera raw image")},
    Signature{0, QByteArrayView("IIU\0", 4), QT_TRANSLATE_NOOP("Text", "a camera raw image")},
    Signature{0, "P7\n", QT_TRANSLATE_NOOP("Text", "a PAM image")},
};

const std::array notImages{
    Signature{0, "%PDF", QT_TRANSLATE_NOOP("Text", "a PDF document")},
    Signature{0, "PK\x03\x04", QT_TRANSLATE_NOOP("Text", "a ZIP archive")},
    Signature{0, "\x1f\x8b", QT_TRANSLATE_NOOP("Text", "a compressed archive")},
    Signature{0, "Rar!", QT_TRANSLATE_NOOP("Text", "a RAR archive")},
    Signature{0, "7z\xbc\xaf", QT_TRANSLATE_NOOP("Text", "a 7-Zip archive")},
    Signature{4, "ftyp", QT_TRANSLATE_NOOP("Text", "a video")},
    Signature{0, "\x1a\x45\xdf\xa3", QT_TRANSLATE_NOOP("Text", "a video")},
    Signature{8, "AVI ", QT_TRANSLATE_NOOP("Text", "a video")},
    Signature{0, "SQLite format 3", QT_TRANSLATE_NOOP("Text", "a database")},
    Signature{0,
              "\x7f"
              "ELF",
              QT_TRANSLATE_NOOP("Text", "a program")},
    Signature{0, QByteArrayView("MZ\x90\0", 4), QT_TRANSLATE_NOOP("Text", "a program")},
};

const Signature *find(const auto &signatures, QByteArrayView bytes)
{
    const auto found = std::ranges::find_if(
        signatures, [&](const Signature &s) { return matches(bytes, s.offset, s.magic); });
    return found == signatures.end() ? nullptr : &*found;
}

bool isPnm(QByteArrayView bytes)
{
    return bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6'
        && (QByteArrayView(" \t\r\n#").contains(bytes[2]));
}

// A BMP starts with two letters only, so the size of its second header is looked at too.
bool isBmp(QByteArrayView bytes)
{
    static constexpr std::array<quint8, 8> headerSizes{12, 16, 40, 52, 56, 64, 108, 124};
    return bytes.size() > 26 && bytes.startsWith("BM") && bytes[15] == 0 && bytes[16] == 0 && bytes[17] == 0
        && std::ranges::find(headerSizes, quint8(bytes[14])) != headerSizes.end();
}

/// AVIF and HEIC share a container; its first box says what it holds, perhaps only among the other brands.
ImageFormat heifFormat(QByteArrayView bytes)
{
    constexpr qsizetype brandSize = 4;
    if (!matches(bytes, 4, "ftyp"))
        return ImageFormat::Unknown;
    const qsizetype boxEnd = std::min<qsizetype>({bytes.size(), 64, quint8(bytes[3])});
    for (qsizetype at = 8; at + brandSize <= boxEnd; at += brandSize) {
        const QByteArrayView brand = bytes.sliced(at, brandSize);
        if (brand == "avif" || brand == "avis")
            return ImageFormat::Avif;
        if (brand == "heic" || brand == "heix" || brand == "heim" || brand == "heis" || brand == "hevc"
            || brand == "hevx")
            return ImageFormat::Heic;
    }
    return ImageFormat::Unknown;
}

bool isJpegXl(QByteArrayView bytes)
{
    return bytes.startsWith("\xff\x0a") || matches(bytes, 4, "JXL \r\n");
}

bool isText(QByteArrayView start)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(start);
    return !decoder.hasError()
        && std::ranges::all_of(text, [](QChar c) { return c.isPrint() || c.isSpace(); });
}

} // namespace

ImageFormat sniffFormat(QByteArrayView bytes)
{
    if (bytes.startsWith("\xff\xd8\xff"))
        return ImageFormat::Jpeg;
    if (bytes.startsWith("\x89PNG\r\n\x1a\n"))
        return ImageFormat::Png;
    if (bytes.startsWith("RIFF") && matches(bytes, 8, "WEBP"))
        return ImageFormat::WebP;
    if (bytes.startsWith("GIF87a") || bytes.startsWith("GIF89a"))
        return ImageFormat::Gif;
    if (bytes.startsWith(QByteArrayView("II*\0", 4)) || bytes.startsWith(QByteArrayView("MM\0*", 4)))
        return ImageFormat::Tiff;
    if (isBmp(bytes))
        return ImageFormat::Bmp;
    if (isPnm(bytes))
        return ImageFormat::Pnm;
    return isJpegXl(bytes) ? ImageFormat::JpegXl : heifFormat(bytes);
}

QString formatName(ImageFormat format, QByteArrayView bytes)
{
    switch (format) {
    case ImageFormat::Jpeg:
        return u"jpeg"_s;
    case ImageFormat::Png:
        return u"png"_s;
    case ImageFormat::WebP:
        return u"webp"_s;
    case ImageFormat::Bmp:
        return u"bmp"_s;
    case ImageFormat::Tiff:
        return u"tiff"_s;
    case ImageFormat::Gif:
        return u"gif"_s;
    case ImageFormat::Pnm: {
        static constexpr std::array names{"pbm", "pgm", "ppm"};
        return QLatin1String(names[std::size_t(bytes[1] - '1') % names.size()]);
    }
    case ImageFormat::Avif:
        return u"avif"_s;
    case ImageFormat::Heic:
        return u"heic"_s;
    case ImageFormat::JpegXl:
        return u"jxl"_s;
    case ImageFormat::Unknown:
        break;
    }
    return {};
}

QString describeUnknown(QByteArrayView bytes)
{
    if (const Signature *image = find(imagesNotRead, bytes))
        return Text::tr("It is %1, a format that Cairn does not read.").arg(Text::tr(image->what));
    if (const Signature *other = find(notImages, bytes))
        return Text::tr("It is %1, not an image.").arg(Text::tr(other->what));
    if (std::ranges::all_of(bytes, [](char c) { return c == 0; }))
        return Text::tr("It contains only zeros.");
    const QByteArray start = bytes.first(std::min<qsizetype>(bytes.size(), 1024)).toByteArray().toLower();
    if (start.contains("<html") || start.contains("<!doctype html"))
        return Text::tr("It is an HTML page, not an image.");
    if (start.contains("<svg"))
        return Text::tr("It is an SVG drawing, a format that Cairn does not read.");
    return isText(start) ? Text::tr("It is a text file, not an image.")
                         : Text::tr("It is not an image of a known format.");
}

} // namespace cairn
