// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/decode.h"
#include "core/imaging/imageformat.h"

namespace cairn {

// One pair a format. Headers are as stored: sides not yet swapped for the orientation, limits not yet
// checked. Images are CV_8UC3, R first, not yet turned. Both touch `bytes` within its bounds only, and
// neither throws.

Result<ImageHeader> readJpegHeader(const QByteArray &bytes);
Result<cv::Mat> decodeJpeg(const QByteArray &bytes, int atLeast);

Result<ImageHeader> readPngHeader(const QByteArray &bytes);
Result<cv::Mat> decodePng(const QByteArray &bytes);

Result<ImageHeader> readWebPHeader(const QByteArray &bytes);
Result<cv::Mat> decodeWebP(const QByteArray &bytes);

Result<ImageHeader> readGifHeader(const QByteArray &bytes);
Result<cv::Mat> decodeGif(const QByteArray &bytes);

// BMP, TIFF, PBM/PGM/PPM: decoded by OpenCV.
Result<ImageHeader> readBmpHeader(const QByteArray &bytes);
Result<ImageHeader> readTiffHeader(const QByteArray &bytes);
Result<ImageHeader> readPnmHeader(const QByteArray &bytes);
Result<cv::Mat> decodeByOpenCv(const QByteArray &bytes);

// TIFFs in CIE L*a*b*: not by OpenCV, which has other colors for them. Not yet turned.
bool isLabTiff(const QByteArray &bytes);
Result<cv::Mat> decodeLabTiff(const QByteArray &bytes);

// AVIF and HEIC; JPEG XL. Upright already. Where the library was not there when Cairn was built, both are the
// error notBuiltIn().
Result<ImageHeader> readHeifHeader(const QByteArray &bytes);
Result<cv::Mat> decodeHeif(const QByteArray &bytes);
Result<ImageHeader> readJpegXlHeader(const QByteArray &bytes);
Result<cv::Mat> decodeJpegXl(const QByteArray &bytes);

/// Unsupported: says which package of the system is missing.
Error notBuiltIn(const QString &formatWithArticle, const QString &package);

/// RGBA (CV_8UC4) laid over white.
cv::Mat overWhite(const cv::Mat &rgba);

/// "The image is damaged or incomplete." with what the codec said as detail.
Error damaged(const QString &detail = {});
/// "It is a JPEG of a kind that Cairn does not read."
Error unsupportedKind(const QString &formatWithArticle, const QString &detail = {});

} // namespace cairn
