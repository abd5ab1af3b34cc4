// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/augment.h"

#include "core/imaging/resample.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cairn {

namespace {

constexpr double widestAspect = 4.0 / 3;
// OpenCV addresses an image to be warped with 15 bits.
constexpr int largestWarpSide = 16'384;
constexpr int mostSamples = 8; // a pixel and axis

cv::Rect centeredSquare(cv::Size size)
{
    const int side = std::min(size.width, size.height);
    return {(size.width - side) / 2, (size.height - side) / 2, side, side};
}

// As fast.ai: the smaller half of an odd margin comes first.
cv::Mat paddedToSquare(const cv::Mat &rgb)
{
    const int side = std::max(rgb.cols, rgb.rows);
    const int left = (side - rgb.cols) / 2;
    const int top = (side - rgb.rows) / 2;
    cv::Mat padded;
    cv::copyMakeBorder(rgb, padded, top, side - rgb.rows - top, left, side - rgb.cols - left,
                       cv::BORDER_CONSTANT);
    return padded;
}

/// The size of what a view's box lies in.
cv::Size canvasSize(cv::Size image, ResizeMode mode)
{
    const int side = std::max(image.width, image.height);
    return mode == ResizeMode::Pad ? cv::Size(side, side) : image;
}

// `unit`: width over height of what counts as square.
cv::Rect2d largestCrop(cv::Size size, double unit)
{
    const double aspect = size.width / (size.height * unit);
    double width = size.width;
    double height = size.height;
    if (aspect < 1 / widestAspect)
        height = width / unit * widestAspect;
    else if (aspect > widestAspect)
        width = height * unit * widestAspect;
    return {(size.width - width) / 2, (size.height - height) / 2, width, height};
}

cv::Rect2d randomCrop(cv::Size size, double unit, double minScale, ExampleRandom &random)
{
    for (int attempt = 0; attempt < 10; ++attempt) {
        const double area = random.uniform(minScale, 1) * size.width * size.height;
        const double aspect
            = unit * std::exp(random.uniform(-std::log(widestAspect), std::log(widestAspect)));
        const int width = std::max(1, int(std::lround(std::sqrt(area * aspect))));
        const int height = std::max(1, int(std::lround(std::sqrt(area / aspect))));
        if (width <= size.width && height <= size.height)
            return cv::Rect(random.below(size.width - width + 1), random.below(size.height - height + 1),
                            width, height);
    }
    return largestCrop(size, unit);
}

cv::Rect2d drawBox(cv::Size canvas, ResizeMode mode, double minScale, ExampleRandom &random)
{
    if (minScale < 1) {
        const double unit = mode == ResizeMode::Squish ? double(canvas.width) / canvas.height : 1;
        return randomCrop(canvas, unit, minScale, random);
    }
    if (mode == ResizeMode::Crop)
        return centeredSquare(canvas);
    return cv::Rect({0, 0}, canvas);
}

/// `neutral` with probability 1 − share. Always takes two numbers.
double drawn(ExampleRandom &random, double share, double low, double high, double neutral)
{
    const bool happens = random.uniform(0, 1) < share;
    const double value = random.uniform(low, high);
    return happens && low < high ? value : neutral;
}

cv::Matx33d zoomed(double zoom, double column, double row)
{
    const double s = 1 / zoom;
    return {s, 0, (1 - s) * (2 * column - 1), 0, s, (1 - s) * (2 * row - 1), 0, 0, 1};
}

cv::Matx33d rotated(double degrees)
{
    const double angle = degrees * std::numbers::pi / 180;
    return {std::cos(angle), std::sin(angle), 0, -std::sin(angle), std::cos(angle), 0, 0, 0, 1};
}

cv::Matx33d warped(double x, double y)
{
    if (x == 0 && y == 0)
        return cv::Matx33d::eye();
    const std::array<cv::Point2f, 4> square{{{-1, -1}, {-1, 1}, {1, -1}, {1, 1}}};
    const auto corner = [](double u, double v) { return cv::Point2f(float(u), float(v)); };
    const std::array<cv::Point2f, 4> tilted{corner(-1 - y, -1 - x), corner(-1 + y, 1 + x),
                                            corner(1 + y, -1 + x), corner(1 - y, 1 - x)};
    return cv::getPerspectiveTransform(tilted.data(), square.data());
}

bool upright(const cv::Matx33d &map)
{
    return map(0, 1) == 0 && map(1, 0) == 0 && map(2, 0) == 0 && map(2, 1) == 0;
}

cv::Mat renderUpright(const cv::Mat &canvas, int size, const ImageView &view)
{
    const cv::Matx33d &map = view.map;
    // The box's part that is shown; a negative factor mirrors it.
    const double across = std::abs(map(0, 0));
    const double down = std::abs(map(1, 1));
    cv::Rect2d part(view.box.x + (map(0, 2) - across + 1) / 2 * view.box.width,
                    view.box.y + (map(1, 2) - down + 1) / 2 * view.box.height, across * view.box.width,
                    down * view.box.height);
    part &= cv::Rect2d(0, 0, canvas.cols, canvas.rows);
    // Whole pixels are cut out first, as a crop before a resize does: no neighbor shines in.
    const cv::Rect whole(part);
    const bool cut = cv::Rect2d(whole) == part;
    cv::Mat result
        = cut ? resizeBilinear(canvas(whole), {size, size}) : resizeBilinear(canvas, {size, size}, part);
    if (map(0, 0) < 0)
        cv::flip(result, result, 1);
    return result;
}

/// From pixel centers of a square of `side` pixels to those of the canvas.
cv::Matx33d pixelMap(const ImageView &view, int side)
{
    const double unit = 2.0 / side;
    const cv::Matx33d fromPixels(unit, 0, unit / 2 - 1, 0, unit, unit / 2 - 1, 0, 0, 1);
    const cv::Rect2d &box = view.box;
    const cv::Matx33d toPixels(box.width / 2, 0, box.x + box.width / 2 - 0.5, 0, box.height / 2,
                               box.y + box.height / 2 - 0.5, 0, 0, 1);
    return toPixels * view.map * fromPixels;
}

cv::Mat renderWarped(cv::Mat canvas, int size, ImageView view)
{
    const double shrink = largestWarpSide / double(std::max(canvas.cols, canvas.rows));
    if (shrink < 1) {
        const cv::Size before = canvas.size();
        canvas = resizeBilinear(
            canvas, {std::max(1, int(before.width * shrink)), std::max(1, int(before.height * shrink))});
        const double x = double(canvas.cols) / before.width;
        const double y = double(canvas.rows) / before.height;
        view.box = {view.box.x * x, view.box.y * y, view.box.width * x, view.box.height * y};
    }
    // Samples a pixel and axis, so that they lie about one pixel of the image apart.
    const double step = std::sqrt(view.box.area() * std::abs(cv::determinant(view.map))) / size;
    const int samples = std::clamp(int(std::ceil(step - 0.25)), 1, mostSamples);
    cv::Mat result;
    cv::warpPerspective(canvas, result, pixelMap(view, samples * size), {samples * size, samples * size},
                        cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REFLECT_101);
    if (samples > 1)
        cv::resize(result, result, {size, size}, 0, 0, cv::INTER_AREA);
    return result;
}

double logit(double value)
{
    constexpr double smallest = 1e-7; // fast.ai's
    const double inside = std::clamp(value, smallest, 1 - smallest);
    return -std::log(1 / inside - 1);
}

} // namespace

cv::Mat fitSquare(const cv::Mat &rgb, int size, ResizeMode mode)
{
    switch (mode) {
    case ResizeMode::Crop:
        return resizeBilinear(rgb(centeredSquare(rgb.size())), {size, size});
    case ResizeMode::Pad:
        return resizeBilinear(paddedToSquare(rgb), {size, size});
    case ResizeMode::Squish:
        return resizeBilinear(rgb, {size, size});
    }
    Q_UNREACHABLE();
}

std::array<float, 256> lightingTable(const Lighting &lighting)
{
    std::array<float, 256> table;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double value = double(i) / 255;
        const double moved = (logit(value) + logit(lighting.brightness)) * lighting.contrast;
        table[i] = float(lighting.changes() ? 1 / (1 + std::exp(-moved)) : value);
    }
    return table;
}

ImageView drawView(cv::Size image, ResizeMode mode, const Augmentation &augmentation, ExampleRandom &random)
{
    ImageView view;
    view.mode = mode;
    const bool mirror = random.uniform(0, 1) < 0.5 && augmentation.flip;
    const double affine = augmentation.affineShare;
    const double warpX = drawn(random, affine, -augmentation.maxWarp, augmentation.maxWarp, 0);
    const double warpY = drawn(random, affine, -augmentation.maxWarp, augmentation.maxWarp, 0);
    const double angle = drawn(random, affine, -augmentation.maxRotate, augmentation.maxRotate, 0);
    const double zoom = drawn(random, affine, 1, augmentation.maxZoom, 1);
    const double column = random.uniform(0, 1);
    const double row = random.uniform(0, 1);
    const double lighting = augmentation.maxLighting;
    view.lighting.brightness
        = drawn(random, augmentation.lightingShare, 0.5 * (1 - lighting), 0.5 * (1 + lighting), 0.5);
    view.lighting.contrast = std::exp(
        drawn(random, augmentation.lightingShare, std::log(1 - lighting), -std::log(1 - lighting), 0));
    view.box = drawBox(canvasSize(image, mode), mode, augmentation.minCropScale, random);
    const cv::Matx33d flip(mirror ? -1 : 1, 0, 0, 0, 1, 0, 0, 0, 1);
    const cv::Matx33d turn = angle == 0 ? cv::Matx33d::eye() : rotated(angle);
    view.map = warped(warpX, warpY) * flip * turn * zoomed(zoom, column, row);
    return view;
}

cv::Mat renderView(const cv::Mat &rgb, int size, const ImageView &view)
{
    const cv::Mat canvas = view.mode == ResizeMode::Pad ? paddedToSquare(rgb) : rgb;
    return upright(view.map) ? renderUpright(canvas, size, view) : renderWarped(canvas, size, view);
}

cv::Mat augmentedImage(const cv::Mat &rgb, int size, ResizeMode mode, const Augmentation &augmentation,
                       ExampleRandom &random)
{
    const ImageView view = drawView(rgb.size(), mode, augmentation, random);
    cv::Mat image = renderView(rgb, size, view);
    const std::array<float, 256> values = lightingTable(view.lighting);
    cv::Mat table(1, 256, CV_8U);
    for (int i = 0; i < 256; ++i)
        table.at<uchar>(i) = cv::saturate_cast<uchar>(255 * values[std::size_t(i)]);
    cv::LUT(image, table, image);
    return image;
}

int neededShortSide(int size, const Augmentation &augmentation)
{
    // A crop with a share s of the area has sides of about √s of the image's.
    const double crop = std::sqrt(std::clamp(augmentation.minCropScale, 0.05, 1.0));
    return int(std::ceil(size * std::max(1.0, augmentation.maxZoom) / crop));
}

} // namespace cairn
