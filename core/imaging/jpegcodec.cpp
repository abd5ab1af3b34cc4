// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/imaging/codecs.h"
#include "core/imaging/tiffdirectory.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <csetjmp>
#include <cstdio>

#include <jpeglib.h> // needs FILE from cstdio

#include <jerror.h> // needs jpeglib's configuration

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

// A progressive file may repeat tiny scans over a large image and take hours; real ones have about ten
// scans.
constexpr int maxScans = 100;

struct Decoder
{
    jpeg_decompress_struct info;
    jpeg_error_mgr errors;
    jpeg_progress_mgr progress;
    std::jmp_buf escape;
    char message[JMSG_LENGTH_MAX]; // of the error, or of the first warning that matters
    int errorCode;
    bool pixelsMissing; // image data is missing or wrong
    bool endMissing; // the file stops before its end marker
};

Decoder &decoderOf(j_common_ptr info)
{
    return *static_cast<Decoder *>(info->client_data);
}

void keepMessage(j_common_ptr info)
{
    Decoder &decoder = decoderOf(info);
    info->err->format_message(info, decoder.message);
    decoder.errorCode = info->err->msg_code;
}

[[noreturn]] void onError(j_common_ptr info)
{
    keepMessage(info);
    std::longjmp(decoderOf(info).escape, 1);
}

/// Whether a warning means that pixels are lost. Others (an unknown JFIF revision, padding before the end
/// marker, a damaged color profile) are common in files that every viewer shows well.
bool losesPixels(const jpeg_error_mgr &errors)
{
    switch (errors.msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
        return true;
    case JWRN_EXTRANEOUS_DATA: // before a restart marker: the decoder lost its place inside the image
        return errors.msg_parm.i[1] >= 0xd0 && errors.msg_parm.i[1] <= 0xd7;
    default:
        return false;
    }
}

void onMessage(j_common_ptr info, int level)
{
    if (level >= 0)
        return; // trace
    Decoder &decoder = decoderOf(info);
    if (info->err->msg_code == JWRN_JPEG_EOF)
        decoder.endMissing = true;
    if (losesPixels(*info->err) && !decoder.pixelsMissing) {
        keepMessage(info);
        decoder.pixelsMissing = true;
    }
}

void onProgress(j_common_ptr info)
{
    const auto *decompress = reinterpret_cast<j_decompress_ptr>(info);
    if (decompress->input_scan_number <= maxScans)
        return;
    std::snprintf(decoderOf(info).message, JMSG_LENGTH_MAX, "more than %d scans", maxScans);
    decoderOf(info).errorCode = JERR_BAD_PROGRESSION;
    std::longjmp(decoderOf(info).escape, 1);
}

void open(Decoder &decoder, const QByteArray &bytes)
{
    decoder = {};
    decoder.info.err = jpeg_std_error(&decoder.errors);
    decoder.errors.error_exit = onError;
    decoder.errors.emit_message = onMessage;
    decoder.progress.progress_monitor = onProgress;
    decoder.info.client_data = &decoder;
    jpeg_create_decompress(&decoder.info);
    decoder.info.progress = &decoder.progress;
    jpeg_mem_src(&decoder.info, reinterpret_cast<const unsigned char *>(bytes.constData()),
                 static_cast<unsigned long>(bytes.size()));
}

Error errorOf(const Decoder &decoder)
{
    const QString detail = QString::fromLatin1(decoder.message);
    switch (decoder.errorCode) {
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_J_COLORSPACE:
        return unsupportedKind(Text::tr("a JPEG"), detail);
    case JERR_OUT_OF_MEMORY:
        return {ErrorCode::OutOfMemory, Text::tr("There is not enough memory to open the image."), detail};
    default:
        return damaged(detail);
    }
}

QByteArrayView exifOf(const jpeg_decompress_struct &info)
{
    for (const jpeg_marker_struct *marker = info.marker_list; marker; marker = marker->next) {
        const QByteArrayView data(marker->data, qsizetype(marker->data_length));
        if (data.startsWith(QByteArrayView("Exif\0\0", 6)))
            return data;
    }
    return {};
}

// The smallest of an eighth, a quarter, a half and the whole that keeps both sides at `atLeast`. The codec
// has the eighths between them, too, but without vector instructions: 5/8 takes half as long again as the
// whole.
unsigned eighthsFor(const jpeg_decompress_struct &info, int atLeast)
{
    const auto shorter = quint64(std::min(info.image_width, info.image_height));
    if (atLeast <= 0)
        return 8;
    unsigned eighths = 1;
    while (eighths < 8 && shorter * eighths < quint64(atLeast) * 8)
        eighths *= 2;
    return eighths;
}

// Everything between setjmp and a possible longjmp lives in this frame's caller: no destructor is jumped
// over.
bool readHeaderGuarded(Decoder &decoder)
{
    if (setjmp(decoder.escape))
        return false;
    jpeg_save_markers(&decoder.info, JPEG_APP0 + 1, 0xffff);
    return jpeg_read_header(&decoder.info, TRUE) == JPEG_HEADER_OK;
}

bool startGuarded(Decoder &decoder, int atLeast)
{
    if (setjmp(decoder.escape))
        return false;
    jpeg_decompress_struct &info = decoder.info;
    if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK)
        return false;
    const bool fourInks = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
    info.out_color_space = fourInks ? JCS_CMYK : JCS_EXT_RGB;
    info.scale_num = eighthsFor(info, atLeast);
    info.scale_denom = 8;
    return jpeg_start_decompress(&info) == TRUE;
}

bool readRowsGuarded(Decoder &decoder, cv::Mat &pixels)
{
    if (setjmp(decoder.escape))
        return false;
    while (decoder.info.output_scanline < decoder.info.output_height) {
        JSAMPROW row = pixels.ptr(int(decoder.info.output_scanline));
        jpeg_read_scanlines(&decoder.info, &row, 1);
    }
    return true;
}

// Adobe's programs store CMYK inverted, and mark the file as theirs.
cv::Mat fromCmyk(const cv::Mat &cmyk, bool inverted)
{
    cv::Mat rgb(cmyk.size(), CV_8UC3);
    for (int y = 0; y < cmyk.rows; ++y) {
        const auto *from = cmyk.ptr<cv::Vec4b>(y);
        auto *to = rgb.ptr<cv::Vec3b>(y);
        for (int x = 0; x < cmyk.cols; ++x) {
            const int black = inverted ? from[x][3] : 255 - from[x][3];
            for (int c = 0; c < 3; ++c)
                to[x][c] = uchar(((inverted ? from[x][c] : 255 - from[x][c]) * black + 127) / 255);
        }
    }
    return rgb;
}

Result<cv::Mat> decodeOpened(Decoder &decoder, int atLeast)
{
    if (!startGuarded(decoder, atLeast))
        return errorOf(decoder);
    const jpeg_decompress_struct &info = decoder.info;
    if (info.output_components != 3 && info.output_components != 4)
        return unsupportedKind(Text::tr("a JPEG"));
    cv::Mat pixels(int(info.output_height), int(info.output_width), CV_8UC(info.output_components));
    if (!readRowsGuarded(decoder, pixels))
        return errorOf(decoder);
    // With one scan, all rows were there if none was missing; with several, a scan may have been lost with
    // the end.
    if (decoder.pixelsMissing || (decoder.endMissing && jpeg_has_multiple_scans(&decoder.info)))
        return damaged(QString::fromLatin1(decoder.message));
    return info.output_components == 4 ? fromCmyk(pixels, info.saw_Adobe_marker == TRUE) : pixels;
}

} // namespace

Result<ImageHeader> readJpegHeader(const QByteArray &bytes)
{
    Decoder decoder;
    open(decoder, bytes);
    const bool read = readHeaderGuarded(decoder);
    Result<ImageHeader> header = errorOf(decoder);
    if (read) {
        const QByteArrayView exif = exifOf(decoder.info);
        header = ImageHeader{{},
                             int(decoder.info.image_width),
                             int(decoder.info.image_height),
                             exifOrientation(exif),
                             exifTimeTaken(exif)};
    }
    jpeg_destroy_decompress(&decoder.info);
    return header;
}

Result<cv::Mat> decodeJpeg(const QByteArray &bytes, int atLeast)
{
    Decoder decoder;
    open(decoder, bytes);
    struct Closer
    {
        Decoder &decoder;
        ~Closer() { jpeg_destroy_decompress(&decoder.info); }
    } closer{decoder};
    return decodeOpened(decoder, atLeast);
}

} // namespace cairn
