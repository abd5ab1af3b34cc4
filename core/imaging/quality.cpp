// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/quality.h"

#include <opencv2/imgproc.hpp>

#include <array>
#include <cmath>

namespace cairn {

namespace {

cv::Mat scaledDown(const cv::Mat &rgb)
{
    const double scale = double(qualitySide) / std::min(rgb.cols, rgb.rows);
    if (scale >= 1)
        return rgb;
    cv::Mat small;
    const cv::Size size(std::max(1, cvRound(rgb.cols * scale)), std::max(1, cvRound(rgb.rows * scale)));
    cv::resize(rgb, small, size, 0, 0, cv::INTER_AREA);
    return small;
}

double variance(const cv::Mat &values)
{
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(values, mean, deviation);
    return deviation[0] * deviation[0];
}

double laplacianVariance(const cv::Mat &gray)
{
    cv::Mat laplacian;
    cv::Laplacian(gray, laplacian, CV_16S, 1, 1, 0, cv::BORDER_REPLICATE);
    return variance(laplacian);
}

double perceivedBrightness(const cv::Mat &rgb)
{
    const cv::Scalar mean = cv::mean(rgb);
    return std::sqrt(0.241 * mean[0] * mean[0] + 0.691 * mean[1] * mean[1] + 0.068 * mean[2] * mean[2]) / 255;
}

double grayEntropy(const cv::Mat &gray)
{
    std::array<int, 256> counts{};
    for (int y = 0; y < gray.rows; ++y) {
        const uchar *row = gray.ptr<uchar>(y);
        for (int x = 0; x < gray.cols; ++x)
            ++counts[row[x]];
    }
    const double total = double(gray.total());
    double bits = 0;
    for (const int count : counts) {
        if (count > 0)
            bits -= count / total * std::log2(count / total);
    }
    return std::max(0.0, bits); // −0 for an image of one color
}

double meanChroma(const cv::Mat &rgb)
{
    qint64 sum = 0;
    for (int y = 0; y < rgb.rows; ++y) {
        const uchar *row = rgb.ptr<uchar>(y);
        for (int x = 0; x < rgb.cols; ++x) {
            const uchar *pixel = row + 3 * x;
            const int largest = std::max({pixel[0], pixel[1], pixel[2]});
            const int smallest = std::min({pixel[0], pixel[1], pixel[2]});
            sum += largest - smallest;
        }
    }
    return double(sum) / (255.0 * double(rgb.total()));
}

} // namespace

ImageQuality measureQuality(const cv::Mat &rgb)
{
    const cv::Mat small = scaledDown(rgb);
    cv::Mat gray;
    cv::cvtColor(small, gray, cv::COLOR_RGB2GRAY);
    ImageQuality quality;
    quality.hash = perceptualHash(gray);
    quality.sharpness = laplacianVariance(gray);
    quality.brightness = perceivedBrightness(small);
    quality.contrast = std::sqrt(variance(gray)) / 255;
    quality.entropy = grayEntropy(gray);
    quality.saturation = meanChroma(small);
    return quality;
}

} // namespace cairn
