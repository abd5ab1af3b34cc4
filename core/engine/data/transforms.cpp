// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/transforms.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace cairn {

namespace {

// An image whose sides are within this factor of what is needed stays as it was decoded: every interpolation
// softens it.
constexpr double spareFactor = 1.5;

cv::Mat shrunk(const cv::Mat &rgb, int shortSide)
{
    const double scale = double(shortSide) / std::min(rgb.cols, rgb.rows);
    if (scale * spareFactor >= 1)
        return rgb;
    cv::Mat result;
    const cv::Size size(std::max(shortSide, int(std::lround(rgb.cols * scale))),
                        std::max(shortSide, int(std::lround(rgb.rows * scale))));
    cv::resize(rgb, result, size, 0, 0, cv::INTER_AREA);
    return result;
}

} // namespace

cv::Mat keptImage(const cv::Mat &rgb, const SquareOptions &options)
{
    return options.augmentation.random() ? shrunk(rgb, neededShortSide(options.size, options.augmentation))
                                         : fitSquare(rgb, options.size, options.mode);
}

int decodeShortSide(const SquareOptions &options)
{
    return options.augmentation.random() ? neededShortSide(options.size, options.augmentation) : 0;
}

void writeSquare(const cv::Mat &kept, const SquareOptions &options, ExampleRandom &random, float *hwc)
{
    if (!options.augmentation.random())
        return writeNormalized(kept, {}, hwc);
    const ImageView view = drawView(kept.size(), options.mode, options.augmentation, random);
    writeNormalized(renderView(kept, options.size, view), view.lighting, hwc);
}

void writeNormalized(const cv::Mat &rgb, const Lighting &lighting, float *hwc)
{
    const std::array<float, 256> values = lightingTable(lighting);
    std::array<std::array<float, 256>, 3> tables;
    for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t i = 0; i < values.size(); ++i)
            tables[c][i] = (values[i] - imageNetMean[c]) / imageNetDeviation[c];
    }
    for (int y = 0; y < rgb.rows; ++y) {
        const uchar *row = rgb.ptr<uchar>(y);
        for (int x = 0; x < rgb.cols; ++x, row += 3, hwc += 3) {
            for (std::size_t c = 0; c < 3; ++c)
                hwc[c] = tables[c][row[c]];
        }
    }
}

} // namespace cairn
