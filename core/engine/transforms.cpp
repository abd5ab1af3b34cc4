#include "core/engine/transforms.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace cairn {

namespace {

constexpr quint64 goldenGamma = 0x9e3779b97f4a7c15U;

quint64 mixed(quint64 z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

cv::Mat resized(const cv::Mat &rgb, cv::Size size)
{
    if (rgb.size() == size)
        return rgb;
    const bool shrinks = rgb.cols >= size.width && rgb.rows >= size.height;
    cv::Mat result;
    cv::resize(rgb, result, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    return result;
}

cv::Rect centred(cv::Size outer, cv::Size inner)
{
    return {(outer.width - inner.width) / 2, (outer.height - inner.height) / 2, inner.width, inner.height};
}

constexpr double widestAspect = 4.0 / 3;

// Where the picture is too narrow or too flat for ten random shapes: the largest centred crop within the
// aspect limits.
cv::Rect fallbackCrop(cv::Size size)
{
    const double aspect = double(size.width) / size.height;
    if (aspect < 1 / widestAspect)
        return centred(size, {size.width, std::min(size.height, int(size.width * widestAspect))});
    if (aspect > widestAspect)
        return centred(size, {std::min(size.width, int(size.height * widestAspect)), size.height});
    return {{0, 0}, size};
}

cv::Rect randomCrop(cv::Size size, double minScale, ExampleRandom &random)
{
    for (int attempt = 0; attempt < 10; ++attempt) {
        const double area = random.uniform(minScale, 1) * size.width * size.height;
        const double aspect = std::exp(random.uniform(-std::log(widestAspect), std::log(widestAspect)));
        const int width = std::max(1, int(std::lround(std::sqrt(area * aspect))));
        const int height = std::max(1, int(std::lround(std::sqrt(area / aspect))));
        if (width <= size.width && height <= size.height) {
            const int left = random.below(size.width - width + 1);
            const int top = random.below(size.height - height + 1);
            return {left, top, width, height};
        }
    }
    return fallbackCrop(size);
}

} // namespace

ExampleRandom::ExampleRandom(quint64 seed, quint64 epoch, quint64 index)
    : m_state(mixed(mixed(mixed(seed + goldenGamma) + epoch + goldenGamma) + index + goldenGamma))
{
}

quint64 ExampleRandom::next()
{
    m_state += goldenGamma;
    return mixed(m_state);
}

double ExampleRandom::uniform(double low, double high)
{
    constexpr double unit = 1.0 / double(1ULL << 53);
    return low + (high - low) * double(next() >> 11) * unit;
}

int ExampleRandom::below(int bound)
{
    return int(((next() >> 32) * quint64(bound)) >> 32);
}

int neededShortSide(int size, const Augmentation *augmentation)
{
    if (!augmentation || augmentation->minCropScale >= 1)
        return size;
    // A crop with a share s of the area has sides of about √s of the picture's.
    return int(std::ceil(size / std::sqrt(std::max(augmentation->minCropScale, 0.05))));
}

cv::Mat shrinkShortSide(const cv::Mat &rgb, int side)
{
    const double scale = double(side) / std::min(rgb.cols, rgb.rows);
    if (scale >= 1)
        return rgb;
    return resized(rgb,
                   {std::max(side, int(std::lround(rgb.cols * scale))),
                    std::max(side, int(std::lround(rgb.rows * scale)))});
}

cv::Mat validTransform(const cv::Mat &rgb, int size)
{
    const int side = std::min(rgb.cols, rgb.rows);
    return resized(rgb(centred(rgb.size(), {side, side})), {size, size});
}

cv::Mat trainTransform(const cv::Mat &rgb, int size, const Augmentation &augmentation, ExampleRandom &random)
{
    const bool mirror = augmentation.flip && random.uniform(0, 1) < 0.5;
    cv::Mat square = augmentation.minCropScale >= 1
        ? validTransform(rgb, size)
        : resized(rgb(randomCrop(rgb.size(), augmentation.minCropScale, random)), {size, size});
    if (!mirror)
        return square;
    cv::Mat result;
    cv::flip(square, result, 1);
    return result;
}

void writeNormalised(const cv::Mat &rgb, float *hwc)
{
    std::array<float, 3> scale;
    std::array<float, 3> offset;
    for (std::size_t c = 0; c < 3; ++c) {
        scale[c] = 1 / (255 * imageNetDeviation[c]);
        offset[c] = -imageNetMean[c] / imageNetDeviation[c];
    }
    for (int y = 0; y < rgb.rows; ++y) {
        const uchar *row = rgb.ptr<uchar>(y);
        for (int x = 0; x < rgb.cols; ++x, row += 3, hwc += 3) {
            for (std::size_t c = 0; c < 3; ++c)
                hwc[c] = float(row[c]) * scale[c] + offset[c];
        }
    }
}

} // namespace cairn
