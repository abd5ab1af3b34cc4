// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/imaging/bytereader.h"
#include "core/imaging/codecs.h"
#include "core/imaging/tiffdirectory.h"

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// Pixels a side; of small images, too, whose tiles may reach over the edge.
constexpr quint32 largestTile = 4096;

int clampSide(qint64 side)
{
    return int(std::clamp<qint64>(side, 0, std::numeric_limits<int>::max()));
}

/// The next number of a PNM header, which may have comments between its words.
std::optional<int> nextNumber(QByteArrayView bytes, qsizetype &at)
{
    const auto isSpace = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (at < bytes.size() && (isSpace(bytes[at]) || bytes[at] == '#')) {
        if (bytes[at] == '#')
            while (at < bytes.size() && bytes[at] != '\n')
                ++at;
        else
            ++at;
    }
    qint64 number = 0;
    const qsizetype start = at;
    for (; at < bytes.size() && bytes[at] >= '0' && bytes[at] <= '9' && at - start < 10; ++at)
        number = number * 10 + (bytes[at] - '0');
    return at > start ? std::optional(clampSide(number)) : std::nullopt;
}

cv::Mat toEightBit(const cv::Mat &pixels)
{
    cv::Mat eight;
    switch (pixels.depth()) {
    case CV_8U:
        return pixels;
    case CV_16U:
        pixels.convertTo(eight, CV_8U, 1.0 / 257);
        return eight;
    case CV_32F:
    case CV_64F: // 0–1 by convention; not-a-number becomes 0
        pixels.convertTo(eight, CV_8U, 255);
        return eight;
    default:
        return {};
    }
}

cv::Mat toRgb(const cv::Mat &bgr)
{
    cv::Mat rgb;
    switch (bgr.channels()) {
    case 1:
        cv::cvtColor(bgr, rgb, cv::COLOR_GRAY2RGB);
        return rgb;
    case 3:
        cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
        return rgb;
    case 4:
        cv::cvtColor(bgr, rgb, cv::COLOR_BGRA2RGBA);
        return overWhite(rgb);
    default:
        return {};
    }
}

void silenceOpenCv()
{
    static const bool done = [] {
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        return true;
    }();
    Q_UNUSED(done)
}

} // namespace

Result<ImageHeader> readBmpHeader(const QByteArray &bytes)
{
    const bool old = bytes.size() > 14 && (bytes[14] == 12);
    if (old) {
        const auto width = readInteger<quint16>(bytes, 18, false);
        const auto height = readInteger<quint16>(bytes, 20, false);
        return width && height ? Result<ImageHeader>(ImageHeader{{}, *width, *height, 1}) : damaged();
    }
    const auto width = readInteger<qint32>(bytes, 18, false);
    const auto height = readInteger<qint32>(bytes, 22, false); // negative: rows from the top
    if (!width || !height)
        return damaged();
    return ImageHeader{{}, *width, clampSide(std::abs(qint64(*height))), 1};
}

Result<ImageHeader> readTiffHeader(const QByteArray &bytes)
{
    const auto width = firstDirectoryValue(bytes, TiffTag::ImageWidth);
    const auto height = firstDirectoryValue(bytes, TiffTag::ImageLength);
    if (!width || !height)
        return damaged(u"no width or height in the first directory"_s);
    // A decoder takes memory for a whole tile, whose size says nothing of the image's.
    const auto tileIsSane = [&](TiffTag tag, quint32 side) {
        return firstDirectoryValue(bytes, tag).value_or(0) <= std::max(side, largestTile);
    };
    if (!tileIsSane(TiffTag::TileWidth, *width) || !tileIsSane(TiffTag::TileLength, *height))
        return damaged(u"tiles larger than the image"_s);
    // Camera raw files are TIFFs whose first image is a thumbnail.
    if (firstDirectoryValue(bytes, TiffTag::NewSubfileType).value_or(0) & 1)
        return Error{ErrorCode::Unsupported,
                     Text::tr("It is a camera raw image, a format that Cairn does not read.")};
    const quint32 orientation = firstDirectoryValue(bytes, TiffTag::Orientation).value_or(1);
    return ImageHeader{{},
                       clampSide(*width),
                       clampSide(*height),
                       orientation <= 8 ? int(orientation) : 1,
                       exifTimeTaken(bytes)};
}

Result<ImageHeader> readPnmHeader(const QByteArray &bytes)
{
    qsizetype at = 2;
    const auto width = nextNumber(bytes, at);
    const auto height = nextNumber(bytes, at);
    if (!width || !height)
        return damaged();
    return ImageHeader{{}, *width, *height, 1};
}

Result<cv::Mat> decodeByOpenCv(const QByteArray &bytes)
{
    silenceOpenCv();
    const cv::Mat encoded(1, int(bytes.size()), CV_8UC1, const_cast<char *>(bytes.constData()));
    const cv::Mat pixels = cv::imdecode(encoded, cv::IMREAD_UNCHANGED);
    if (pixels.empty())
        return damaged(Text::tr("OpenCV could not decode it"));
    const cv::Mat rgb = toRgb(toEightBit(pixels));
    if (rgb.empty())
        return unsupportedKind(
            Text::tr("an image"),
            Text::tr("%1 channels of depth %2").arg(pixels.channels()).arg(pixels.depth()));
    return rgb;
}

} // namespace cairn
