// SPDX-License-Identifier: GPL-3.0-or-later
// TIFFs in CIE L*a*b*, by libtiff. OpenCV turns them into RGB with the white of another illuminant and
// without the curve of sRGB, which makes other colors of them.

#include "core/base/text.h"
#include "core/imaging/codecs.h"
#include "core/imaging/tiffdirectory.h"

#include <opencv2/core.hpp>
#include <tiffio.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// Bytes in memory as libtiff wants a file.
struct Source
{
    QByteArrayView bytes;
    toff_t position = 0;
};

tsize_t readSource(thandle_t handle, tdata_t target, tsize_t size)
{
    auto &source = *static_cast<Source *>(handle);
    const toff_t end = toff_t(source.bytes.size());
    if (size <= 0 || source.position >= end)
        return 0;
    const toff_t count = std::min(toff_t(size), end - source.position);
    std::memcpy(target, source.bytes.data() + source.position, std::size_t(count));
    source.position += count;
    return tsize_t(count);
}

tsize_t refuseWriting(thandle_t, tdata_t, tsize_t)
{
    return 0;
}

toff_t seekSource(thandle_t handle, toff_t offset, int whence)
{
    auto &source = *static_cast<Source *>(handle);
    const toff_t from = whence == SEEK_CUR ? source.position
        : whence == SEEK_END               ? toff_t(source.bytes.size())
                                           : 0;
    return source.position = from + offset;
}

int closeSource(thandle_t)
{
    return 0;
}

toff_t sourceSize(thandle_t handle)
{
    return toff_t(static_cast<Source *>(handle)->bytes.size());
}

struct CloseTiff
{
    void operator()(TIFF *tiff) const { TIFFClose(tiff); }
};
using Tiff = std::unique_ptr<TIFF, CloseTiff>;

Tiff openTiff(Source &source)
{
    static const bool silent = [] {
        TIFFSetErrorHandler(nullptr);
        TIFFSetWarningHandler(nullptr);
        return true;
    }();
    Q_UNUSED(silent)
    return Tiff(TIFFClientOpen("", "rm", &source, readSource, refuseWriting, seekSource, closeSource,
                               sourceSize, nullptr, nullptr));
}

struct Lab
{
    double l; ///< 0–100
    double a; ///< −128–128
    double b;
};

/// CIE 1976 L*a*b* under D50 → sRGB (IEC 61966-2-1), adapted to D65 by Bradford's matrix; clipped.
class ToSrgb
{
public:
    ToSrgb()
    {
        for (int i = 0; i <= steps; ++i) {
            const double linear = double(i) / steps;
            const double curved
                = linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
            m_curve[std::size_t(i)] = uchar(std::lround(255 * curved));
        }
    }

    cv::Vec3b operator()(const Lab &lab) const
    {
        const double fy = (lab.l + 16) / 116;
        const double x = 0.96422 * inverse(fy + lab.a / 500);
        const double y = inverse(fy);
        const double z = 0.82521 * inverse(fy - lab.b / 200);
        return {curved(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
                curved(-0.9787684 * x + 1.9161415 * y + 0.0334540 * z),
                curved(0.0719453 * x - 0.2289914 * y + 1.4052427 * z)};
    }

private:
    static constexpr int steps = 1 << 14;

    static double inverse(double t)
    {
        constexpr double knee = 6.0 / 29;
        return t > knee ? t * t * t : 3 * knee * knee * (t - 4.0 / 29);
    }
    uchar curved(double linear) const
    {
        return m_curve[std::size_t(std::lround(std::clamp(linear, 0.0, 1.0) * steps))];
    }

    std::vector<uchar> m_curve = std::vector<uchar>(steps + 1);
};

/// How the three numbers of a pixel are stored.
struct Encoding
{
    bool wide = false; ///< 16 bits, otherwise 8
    bool offset = false; ///< ICC's: a and b are shifted instead of signed
    int samples = 3; ///< of a pixel; those after the third mean nothing here
};

Lab pixelOf(const uchar *row, int x, const Encoding &encoding)
{
    const auto sample = [&](int channel) -> int {
        const std::size_t index = std::size_t(x) * std::size_t(encoding.samples) + std::size_t(channel);
        if (!encoding.wide)
            return row[index];
        quint16 value = 0; // libtiff gives it in the processor's order
        std::memcpy(&value, row + 2 * index, sizeof value);
        return value;
    };
    const auto color = [&](int channel) {
        const int value = sample(channel);
        const int shifted = encoding.offset ? value - (encoding.wide ? 0x8000 : 0x80)
            : encoding.wide                 ? int(qint16(value))
                                            : int(qint8(value));
        return encoding.wide ? shifted / 256.0 : double(shifted);
    };
    return {sample(0) * 100.0 / (encoding.wide ? 65535 : 255), color(1), color(2)};
}

} // namespace

bool isLabTiff(const QByteArray &bytes)
{
    const quint32 kind = firstDirectoryValue(bytes, TiffTag::Photometric).value_or(0);
    return kind == PHOTOMETRIC_CIELAB || kind == PHOTOMETRIC_ICCLAB;
}

Result<cv::Mat> decodeLabTiff(const QByteArray &bytes)
{
    Source source{bytes};
    const Tiff tiff = openTiff(source);
    if (!tiff)
        return damaged();
    quint32 width = 0;
    quint32 height = 0;
    quint16 samples = 0;
    quint16 bits = 0;
    quint16 planes = PLANARCONFIG_CONTIG;
    quint16 photometric = 0;
    TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
    TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_SAMPLESPERPIXEL, &samples);
    TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_BITSPERSAMPLE, &bits);
    TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_PLANARCONFIG, &planes);
    TIFFGetField(tiff.get(), TIFFTAG_PHOTOMETRIC, &photometric);
    if (width < 1 || height < 1 || quint64(width) * height > quint64(maxImagePixels))
        return damaged();
    if (samples < 3 || samples > 8 || (bits != 8 && bits != 16) || planes != PLANARCONFIG_CONTIG
        || TIFFIsTiled(tiff.get()))
        return unsupportedKind(Text::tr("a TIFF in L*a*b*"));
    const Encoding encoding{bits == 16, photometric == PHOTOMETRIC_ICCLAB, samples};
    const std::size_t rowBytes = std::size_t(width) * samples * (bits / 8);
    if (std::size_t(TIFFScanlineSize(tiff.get())) != rowBytes)
        return damaged();
    static const ToSrgb toSrgb;
    std::vector<uchar> row(rowBytes);
    cv::Mat rgb(int(height), int(width), CV_8UC3);
    for (int y = 0; y < rgb.rows; ++y) {
        if (TIFFReadScanline(tiff.get(), row.data(), quint32(y)) < 0)
            return damaged();
        for (int x = 0; x < rgb.cols; ++x)
            rgb.at<cv::Vec3b>(y, x) = toSrgb(pixelOf(row.data(), x, encoding));
    }
    return rgb;
}

} // namespace cairn
