// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/perceptualhash.h"

#include <opencv2/img_hash/phash.hpp>
#include <opencv2/imgproc.hpp>

namespace cairn {

namespace {

constexpr int hashedSide = 32; // what PHash would scale to itself, but with aliasing

} // namespace

PerceptualHash perceptualHash(const cv::Mat &gray)
{
    cv::Mat small;
    cv::resize(gray, small, cv::Size(hashedSide, hashedSide), 0, 0, cv::INTER_AREA);
    double least = 0;
    double most = 0;
    cv::minMaxLoc(small, &least, &most);
    if (least == most) // the signs of rounding errors are no hash
        return 0;
    cv::Mat hash;
    cv::img_hash::pHash(small, hash);
    return perceptualHashFromBytes(
        QByteArray(reinterpret_cast<const char *>(hash.data), qsizetype(hash.total())));
}

} // namespace cairn
