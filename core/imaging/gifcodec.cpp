// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/bytereader.h"
#include "core/imaging/codecs.h"

#include <QBuffer>
#include <QImage>
#include <QImageReader>

#include <opencv2/core.hpp>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// Whether the first frame is there to its end: Qt shows half a frame without a word. Walks GIF89a's blocks.
bool firstFrameComplete(QByteArrayView bytes)
{
    const auto byteAt = [&](quint64 at) { return readInteger<quint8>(bytes, at, false); };
    const auto colorTable = [](quint8 flags) { return flags & 0x80 ? 3ULL << ((flags & 7) + 1) : 0ULL; };
    const auto skipSubBlocks = [&](quint64 &at) {
        while (const auto size = byteAt(at)) {
            at += *size + 1ULL;
            if (*size == 0)
                return true;
        }
        return false;
    };
    quint64 at = 13 + colorTable(byteAt(10).value_or(0));
    while (const auto kind = byteAt(at)) {
        if (*kind == 0x2c) {
            at += 10 + colorTable(byteAt(at + 9).value_or(0)) + 1;
            return skipSubBlocks(at);
        }
        if (*kind != 0x21)
            return false;
        at += 2;
        if (!skipSubBlocks(at))
            return false;
    }
    return false;
}

} // namespace

Result<ImageHeader> readGifHeader(const QByteArray &bytes)
{
    const auto width = readInteger<quint16>(bytes, 6, false);
    const auto height = readInteger<quint16>(bytes, 8, false);
    if (!width || !height)
        return damaged();
    return ImageHeader{{}, *width, *height, 1};
}

Result<cv::Mat> decodeGif(const QByteArray &bytes)
{
    if (!firstFrameComplete(bytes))
        return damaged(u"the first frame is cut off"_s);
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, "gif");
    reader.setDecideFormatFromContent(false);
    QImage image = reader.read();
    if (image.isNull())
        return damaged(reader.errorString());
    image = std::move(image).convertToFormat(QImage::Format_RGBA8888);
    return overWhite(
        cv::Mat(image.height(), image.width(), CV_8UC4, image.bits(), std::size_t(image.bytesPerLine())));
}

} // namespace cairn
