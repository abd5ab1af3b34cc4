// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/decode.h"
#include "core/base/text.h"

#include "core/base/format.h"
#include "core/base/logging.h"
#include "core/base/outside.h"
#include "core/imaging/codecs.h"

#include <opencv2/core.hpp>

#include <limits>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int maxSide = 65500; // libjpeg's; no photograph comes near it

Result<void> checkLimits(const ImageHeader &header)
{
    if (header.width < 1 || header.height < 1)
        return damaged(Text::tr("%1 × %2 pixels").arg(header.width).arg(header.height));
    if (header.width > maxSide || header.height > maxSide
        || qint64(header.width) * header.height > maxImagePixels) {
        return Error{ErrorCode::InvalidInput,
                     Text::tr("It has %1 × %2 pixels; Cairn opens at most %3 million.")
                         .arg(formatCount(header.width), formatCount(header.height))
                         .arg(maxImagePixels / 1'000'000)};
    }
    return {};
}

Result<ImageHeader> readStoredHeader(ImageFormat format, const QByteArray &bytes)
{
    switch (format) {
    case ImageFormat::Jpeg:
        return readJpegHeader(bytes);
    case ImageFormat::Png:
        return readPngHeader(bytes);
    case ImageFormat::WebP:
        return readWebPHeader(bytes);
    case ImageFormat::Gif:
        return readGifHeader(bytes);
    case ImageFormat::Bmp:
        return readBmpHeader(bytes);
    case ImageFormat::Tiff:
        return readTiffHeader(bytes);
    case ImageFormat::Pnm:
        return readPnmHeader(bytes);
    case ImageFormat::Avif:
    case ImageFormat::Heic:
        return readHeifHeader(bytes);
    case ImageFormat::JpegXl:
        return readJpegXlHeader(bytes);
    case ImageFormat::Unknown:
        break;
    }
    if (bytes.isEmpty())
        return Error{ErrorCode::Corrupt, Text::tr("The file is empty.")};
    return Error{ErrorCode::Unsupported, describeUnknown(bytes)};
}

Result<ImageHeader> readHeader(ImageFormat format, const QByteArray &bytes)
{
    Result<ImageHeader> header = readStoredHeader(format, bytes);
    if (!header)
        return header;
    if (const auto allowed = checkLimits(*header); !allowed)
        return allowed.error();
    header->format = formatName(format, bytes);
    if (header->orientation >= 5)
        std::swap(header->width, header->height);
    return header;
}

Result<cv::Mat> decodeStored(ImageFormat format, const QByteArray &bytes, int atLeast)
{
    switch (format) {
    case ImageFormat::Jpeg:
        return decodeJpeg(bytes, atLeast);
    case ImageFormat::Png:
        return decodePng(bytes);
    case ImageFormat::WebP:
        return decodeWebP(bytes);
    case ImageFormat::Gif:
        return decodeGif(bytes);
    case ImageFormat::Avif:
    case ImageFormat::Heic:
        return decodeHeif(bytes);
    case ImageFormat::JpegXl:
        return decodeJpegXl(bytes);
    case ImageFormat::Tiff:
        return isLabTiff(bytes) ? decodeLabTiff(bytes) : decodeByOpenCv(bytes);
    default:
        return decodeByOpenCv(bytes);
    }
}

// EXIF 2.3, tag 274: what the stored rows and columns mean, undone.
cv::Mat turnUpright(const cv::Mat &stored, int orientation)
{
    cv::Mat upright;
    switch (orientation) {
    case 2:
        cv::flip(stored, upright, 1);
        return upright;
    case 3:
        cv::rotate(stored, upright, cv::ROTATE_180);
        return upright;
    case 4:
        cv::flip(stored, upright, 0);
        return upright;
    case 5:
        cv::transpose(stored, upright);
        return upright;
    case 6:
        cv::rotate(stored, upright, cv::ROTATE_90_CLOCKWISE);
        return upright;
    case 7: {
        cv::Mat turned;
        cv::rotate(stored, turned, cv::ROTATE_180);
        cv::transpose(turned, upright);
        return upright;
    }
    case 8:
        cv::rotate(stored, upright, cv::ROTATE_90_COUNTERCLOCKWISE);
        return upright;
    default:
        return stored;
    }
}

Result<cv::Mat> decodeUpright(ImageFormat format, const QByteArray &bytes, int orientation, int atLeast)
{
    try {
        Result<cv::Mat> stored = decodeStored(format, bytes, atLeast);
        if (!stored)
            return stored;
        return turnUpright(*stored, orientation);
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::OutOfMemory, Text::tr("There is not enough memory to open the image.")};
    } catch (const cv::Exception &exception) {
        if (exception.code == cv::Error::StsNoMem)
            return Error{ErrorCode::OutOfMemory, Text::tr("There is not enough memory to open the image.")};
        return damaged(QString::fromUtf8(exception.what()));
    } catch (const std::exception &exception) {
        return damaged(QString::fromUtf8(exception.what()));
    }
}

} // namespace

Error damaged(const QString &detail)
{
    return {ErrorCode::Corrupt, Text::tr("The image is damaged or incomplete."), detail};
}

Error unsupportedKind(const QString &formatWithArticle, const QString &detail)
{
    return {ErrorCode::Unsupported,
            Text::tr("It is %1 of a variant that Cairn does not read.").arg(formatWithArticle), detail};
}

cv::Mat overWhite(const cv::Mat &rgba)
{
    cv::Mat rgb(rgba.size(), CV_8UC3);
    for (int y = 0; y < rgba.rows; ++y) {
        const auto *from = rgba.ptr<cv::Vec4b>(y);
        auto *to = rgb.ptr<cv::Vec3b>(y);
        for (int x = 0; x < rgba.cols; ++x) {
            const int alpha = from[x][3];
            for (int c = 0; c < 3; ++c)
                to[x][c] = uchar((from[x][c] * alpha + 255 * (255 - alpha) + 127) / 255);
        }
    }
    return rgb;
}

Result<ImageHeader> readImageHeader(const QByteArray &bytes)
{
    return readHeader(sniffFormat(bytes), bytes);
}

Result<QByteArray> readImageFile(const QString &path)
{
    const auto opened = openOutside(path, std::numeric_limits<qint64>::max());
    if (!opened && opened.error().code == ErrorCode::NotFound)
        return path.contains(QChar::ReplacementCharacter)
            ? Error{ErrorCode::NotFound,
                    Text::tr("Its name is not valid UTF-8: rename it, or import its folder."), path}
            : Error{ErrorCode::NotFound, Text::tr("The file no longer exists."), path};
    if (!opened)
        return Error{ErrorCode::ReadFailed,
                     opened.error().detail.isEmpty()
                         ? Text::tr("It is not a regular file.")
                         : Text::tr("The file cannot be read: %1.").arg(opened.error().detail),
                     path};
    QFile &file = **opened;
    if (file.size() == 0)
        return Error{ErrorCode::Corrupt, Text::tr("The file is empty."), path};
    if (file.size() > maxImageBytes) {
        return Error{ErrorCode::InvalidInput,
                     Text::tr("The file has %1; Cairn opens at most %2.")
                         .arg(formatBytes(file.size()), formatBytes(maxImageBytes)),
                     path};
    }
    // QIODevice takes memory for all that it may read, before it reads.
    QByteArray bytes = file.read(file.size());
    if (bytes.isEmpty())
        return Error{ErrorCode::ReadFailed, Text::tr("The file cannot be read: %1.").arg(file.errorString()),
                     path};
    return bytes;
}

Result<cv::Mat> decodeImage(const QByteArray &bytes, int atLeast)
{
    const ImageFormat format = sniffFormat(bytes);
    const Result<ImageHeader> header = readHeader(format, bytes);
    if (!header)
        return header.error();
    // OpenCV turns TIFFs by itself, and has no switch for it.
    const bool turned = format == ImageFormat::Tiff && !isLabTiff(bytes);
    const int orientation = turned ? 1 : header->orientation;
    return decodeUpright(format, bytes, orientation, atLeast);
}

Result<cv::Mat> decodeImageFile(const QString &path, int atLeast)
{
    return readImageFile(path).and_then([&](const QByteArray &bytes) { return decodeImage(bytes, atLeast); });
}

} // namespace cairn
