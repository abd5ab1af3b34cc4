// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/imaging/codecs.h"
#include "core/imaging/tiffdirectory.h"

#include <opencv2/core.hpp>

#include <memory>
#include <webp/decode.h>
#include <webp/demux.h>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

WebPData dataOf(const QByteArray &bytes)
{
    return {reinterpret_cast<const uint8_t *>(bytes.constData()), std::size_t(bytes.size())};
}

using Demuxer = std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)>;

Demuxer openDemuxer(const WebPData &data)
{
    return {WebPDemux(&data), &WebPDemuxDelete};
}

void readExif(const WebPDemuxer *demuxer, ImageHeader &header)
{
    WebPChunkIterator chunk;
    if (!WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk))
        return;
    const QByteArrayView exif(chunk.chunk.bytes, qsizetype(chunk.chunk.size));
    header.orientation = exifOrientation(exif);
    header.takenAt = exifTimeTaken(exif);
    WebPDemuxReleaseChunkIterator(&chunk);
}

} // namespace

Result<ImageHeader> readWebPHeader(const QByteArray &bytes)
{
    const WebPData data = dataOf(bytes);
    const Demuxer demuxer = openDemuxer(data);
    if (!demuxer)
        return damaged();
    ImageHeader header{{},
                       int(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH)),
                       int(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT)),
                       1};
    readExif(demuxer.get(), header);
    return header;
}

Result<cv::Mat> decodeWebP(const QByteArray &bytes)
{
    // The animation decoder shows still images too, as one frame.
    const WebPData data = dataOf(bytes);
    WebPAnimDecoderOptions options;
    if (!WebPAnimDecoderOptionsInit(&options))
        return Error{ErrorCode::Internal, Text::tr("The installed WebP library is incompatible with Cairn.")};
    options.color_mode = MODE_RGBA;
    const std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(
        WebPAnimDecoderNew(&data, &options), &WebPAnimDecoderDelete);
    WebPAnimInfo info;
    uint8_t *frame = nullptr;
    int timestamp = 0;
    if (!decoder || !WebPAnimDecoderGetInfo(decoder.get(), &info)
        || !WebPAnimDecoderGetNext(decoder.get(), &frame, &timestamp)) {
        return damaged();
    }
    return overWhite(cv::Mat(int(info.canvas_height), int(info.canvas_width), CV_8UC4, frame));
}

} // namespace cairn
