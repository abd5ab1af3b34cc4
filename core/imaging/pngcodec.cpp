// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/bytereader.h"
#include "core/imaging/codecs.h"
#include "core/imaging/tiffdirectory.h"

#include <opencv2/core.hpp>

#include <png.h>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr quint64 signatureSize = 8;
constexpr quint64 chunkFrame = 12; // length, type, checksum

struct Chunks
{
    bool fit = true; ///< each ends within the file: libpng takes memory for what one says it holds
    int texts = 0; ///< that unfold to as much as 8 MB each
};

bool isText(QByteArrayView type)
{
    return type == "zTXt" || type == "iTXt";
}

Chunks chunksOf(const QByteArray &bytes)
{
    Chunks chunks;
    quint64 at = signatureSize;
    while (const auto length = readInteger<quint32>(bytes, at, true)) {
        chunks.fit = at + chunkFrame + *length <= quint64(bytes.size());
        if (!chunks.fit)
            break;
        const QByteArrayView type = QByteArrayView(bytes).sliced(qsizetype(at + 4), 4);
        if (type == "IEND")
            break;
        chunks.texts += isText(type) ? 1 : 0;
        at += chunkFrame + *length;
    }
    return chunks; // cut short between chunks: libpng says so
}

/// libpng unfolds every text, though nobody asks for one.
QByteArray withoutTexts(const QByteArray &bytes)
{
    QByteArray kept = bytes.first(qsizetype(signatureSize));
    quint64 at = signatureSize;
    while (const auto length = readInteger<quint32>(bytes, at, true)) {
        const QByteArrayView chunk
            = QByteArrayView(bytes).sliced(qsizetype(at), qsizetype(chunkFrame + *length));
        if (!isText(chunk.sliced(4, 4)))
            kept.append(chunk);
        at += chunkFrame + *length;
        if (chunk.sliced(4, 4) == "IEND")
            break;
    }
    return kept;
}

/// The chunk eXIf, if there is one before the end of the file.
QByteArrayView exifOf(const QByteArray &bytes)
{
    quint64 at = signatureSize;
    while (const auto length = readInteger<quint32>(bytes, at, true)) {
        const quint64 data = at + 8;
        if (data + *length > quint64(bytes.size()))
            break;
        if (QByteArrayView(bytes).sliced(qsizetype(at + 4), 4) == "eXIf")
            return QByteArrayView(bytes).sliced(qsizetype(data), qsizetype(*length));
        at += chunkFrame + *length;
    }
    return {};
}

Error errorOf(const png_image &image)
{
    return damaged(image.message[0] == '\0' ? u"a chunk is longer than the file"_s
                                            : QString::fromLatin1(image.message));
}

struct Reader
{
    png_image image{};
    Reader() { image.version = PNG_IMAGE_VERSION; }
    ~Reader() { png_image_free(&image); }
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;
    bool open(const QByteArray &file)
    {
        constexpr int mostTexts = 4;
        const Chunks chunks = chunksOf(file);
        if (!chunks.fit)
            return false;
        m_bytes = chunks.texts > mostTexts ? withoutTexts(file) : file;
        return png_image_begin_read_from_memory(&image, m_bytes.constData(), png_alloc_size_t(m_bytes.size()))
            != 0;
    }

private:
    QByteArray m_bytes; ///< what libpng reads, as long as it does
};

} // namespace

Result<ImageHeader> readPngHeader(const QByteArray &bytes)
{
    Reader reader;
    if (!reader.open(bytes))
        return errorOf(reader.image);
    constexpr png_uint_32 limit = 1U << 30;
    const QByteArrayView exif = exifOf(bytes);
    return ImageHeader{{},
                       int(std::min(reader.image.width, limit)),
                       int(std::min(reader.image.height, limit)),
                       exifOrientation(exif),
                       exifTimeTaken(exif)};
}

Result<cv::Mat> decodePng(const QByteArray &bytes)
{
    Reader reader;
    png_image &image = reader.image;
    if (!reader.open(bytes))
        return errorOf(image);
    // libpng takes 16-bit files without a statement for linear light; cameras and programs write sRGB.
    image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    const bool transparent = (image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
    image.format = transparent ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
    cv::Mat pixels(int(image.height), int(image.width), transparent ? CV_8UC4 : CV_8UC3);
    if (png_image_finish_read(&image, nullptr, pixels.data, png_int_32(pixels.step), nullptr) == 0)
        return errorOf(image);
    return transparent ? overWhite(pixels) : pixels;
}

} // namespace cairn
