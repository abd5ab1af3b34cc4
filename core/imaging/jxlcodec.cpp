// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG XL, by libjxl.

#include "core/imaging/codecs.h"

#include <jxl/decode.h>
#include <opencv2/core.hpp>

#include <limits>
#include <memory>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

struct Destroy
{
    void operator()(JxlDecoder *decoder) const { JxlDecoderDestroy(decoder); }
};
using Decoder = std::unique_ptr<JxlDecoder, Destroy>;

/// A decoder that tells of `events`, with all of its input. `bytes` must outlive it.
Decoder openDecoder(const QByteArray &bytes, int events)
{
    Decoder decoder(JxlDecoderCreate(nullptr));
    const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.constData());
    if (!decoder || JxlDecoderSubscribeEvents(decoder.get(), events) != JXL_DEC_SUCCESS
        || JxlDecoderSetInput(decoder.get(), data, std::size_t(bytes.size())) != JXL_DEC_SUCCESS)
        return {};
    JxlDecoderCloseInput(decoder.get());
    return decoder;
}

/// As sRGB where the file leaves the choice.
void preferSrgb(JxlDecoder *decoder, bool gray)
{
    JxlColorEncoding encoding{};
    encoding.color_space = gray ? JXL_COLOR_SPACE_GRAY : JXL_COLOR_SPACE_RGB;
    encoding.white_point = JXL_WHITE_POINT_D65;
    encoding.primaries = JXL_PRIMARIES_SRGB;
    encoding.transfer_function = JXL_TRANSFER_FUNCTION_SRGB;
    encoding.rendering_intent = JXL_RENDERING_INTENT_RELATIVE;
    JxlDecoderSetPreferredColorProfile(decoder, &encoding);
}

int side(std::uint32_t pixels)
{
    return int(std::min<std::uint32_t>(pixels, std::numeric_limits<int>::max()));
}

} // namespace

Result<ImageHeader> readJpegXlHeader(const QByteArray &bytes)
{
    const Decoder decoder = openDecoder(bytes, JXL_DEC_BASIC_INFO);
    JxlBasicInfo info{};
    if (!decoder || JxlDecoderProcessInput(decoder.get()) != JXL_DEC_BASIC_INFO
        || JxlDecoderGetBasicInfo(decoder.get(), &info) != JXL_DEC_SUCCESS)
        return damaged();
    return ImageHeader{{}, side(info.xsize), side(info.ysize), 1}; // upright already
}

Result<cv::Mat> decodeJpegXl(const QByteArray &bytes)
{
    const Decoder decoder
        = openDecoder(bytes, JXL_DEC_BASIC_INFO | JXL_DEC_COLOR_ENCODING | JXL_DEC_FULL_IMAGE);
    if (!decoder)
        return damaged();
    JxlBasicInfo info{};
    cv::Mat pixels;
    while (true) {
        switch (JxlDecoderProcessInput(decoder.get())) {
        case JXL_DEC_BASIC_INFO:
            if (JxlDecoderGetBasicInfo(decoder.get(), &info) != JXL_DEC_SUCCESS)
                return damaged();
            break;
        case JXL_DEC_COLOR_ENCODING:
            preferSrgb(decoder.get(), info.num_color_channels == 1);
            break;
        case JXL_DEC_NEED_IMAGE_OUT_BUFFER: {
            const JxlPixelFormat format{info.alpha_bits > 0 ? 4U : 3U, JXL_TYPE_UINT8, JXL_NATIVE_ENDIAN, 0};
            pixels.create(side(info.ysize), side(info.xsize), info.alpha_bits > 0 ? CV_8UC4 : CV_8UC3);
            std::size_t needed = 0;
            if (JxlDecoderImageOutBufferSize(decoder.get(), &format, &needed) != JXL_DEC_SUCCESS
                || needed > pixels.total() * pixels.elemSize()
                || JxlDecoderSetImageOutBuffer(decoder.get(), &format, pixels.data,
                                               pixels.total() * pixels.elemSize())
                    != JXL_DEC_SUCCESS)
                return damaged();
            break;
        }
        case JXL_DEC_FULL_IMAGE: // the first frame is enough
            return info.alpha_bits > 0 ? overWhite(pixels) : pixels;
        default: // more input is needed than there is, or it is wrong
            return damaged();
        }
    }
}

} // namespace cairn
