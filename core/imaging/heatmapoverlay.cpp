// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/heatmapoverlay.h"
#include "core/base/text.h"

#include "core/base/folder.h"
#include "core/imaging/thumbnail.h"
#include "core/learn/engine.h"

#include <QBuffer>
#include <QPainter>

#include <opencv2/imgproc.hpp>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// A little compression: a photograph gains nothing by more, which takes longer than its heatmap.
constexpr int quickPng = 90;

/// 256 colors, RGB.
const std::array<QRgb, 256> &palette()
{
    static const std::array<QRgb, 256> colors = [] {
        cv::Mat levels(1, 256, CV_8UC1);
        for (int i = 0; i < 256; ++i)
            levels.at<uchar>(0, i) = uchar(i);
        cv::Mat bgr;
        cv::applyColorMap(levels, bgr, cv::COLORMAP_INFERNO);
        std::array<QRgb, 256> made{};
        for (int i = 0; i < 256; ++i) {
            const auto color = bgr.at<cv::Vec3b>(0, i);
            made[std::size_t(i)] = qRgb(color[2], color[1], color[0]);
        }
        return made;
    }();
    return colors;
}

} // namespace

QRectF seenPart(QSize image, ResizeMode resize)
{
    const double shorter = std::min(image.width(), image.height());
    const double longer = std::max(image.width(), image.height());
    switch (resize) {
    case ResizeMode::Squish:
        return QRectF(QPointF(0, 0), image);
    case ResizeMode::Pad:
        return {(image.width() - longer) / 2, (image.height() - longer) / 2, longer, longer};
    case ResizeMode::Crop:
        break;
    }
    return {(image.width() - shorter) / 2, (image.height() - shorter) / 2, shorter, shorter};
}

QImage heatmapImage(const std::vector<float> &values, QSize map, QSize size, double opacity)
{
    const bool fits = map.width() > 0 && map.height() > 0 && !size.isEmpty()
        && values.size() == std::size_t(map.width()) * std::size_t(map.height());
    const float largest = fits ? *std::ranges::max_element(values) : 0;
    if (!(largest > 0))
        return {};
    try {
        const cv::Mat small(map.height(), map.width(), CV_32FC1, const_cast<float *>(values.data()));
        cv::Mat large;
        cv::resize(small, large, {size.width(), size.height()}, 0, 0, cv::INTER_LINEAR);
        QImage image(size, QImage::Format_ARGB32);
        for (int y = 0; y < size.height(); ++y) {
            const float *row = large.ptr<float>(y);
            auto *pixels = reinterpret_cast<QRgb *>(image.scanLine(y));
            for (int x = 0; x < size.width(); ++x) {
                const float share = std::clamp(row[x] / largest, 0.0F, 1.0F);
                const QRgb color = palette()[std::size_t(share * 255)];
                // What hardly counts stays clear, so that the image can be seen.
                const double alpha = 255 * opacity * std::min(1.0, 2 * double(share));
                pixels[x] = qRgba(qRed(color), qGreen(color), qBlue(color), int(alpha));
            }
        }
        return image;
    } catch (const cv::Exception &) {
        return {}; // out of memory: the image is shown as it is
    }
}

QImage withHeatmap(const QImage &image, const Heatmap &heatmap, double opacity)
{
    const QRectF part = seenPart(image.size(), heatmap.resize);
    const QImage heat
        = heatmapImage(heatmap.values, {heatmap.width, heatmap.height}, part.size().toSize(), opacity);
    QImage result = image.convertToFormat(QImage::Format_RGB32);
    if (heat.isNull() || result.isNull())
        return image;
    QPainter painter(&result);
    painter.drawImage(part.topLeft(), heat);
    return result;
}

Result<void> writeHeatmapOverlay(const QString &file, const QString &target, const Heatmap &heatmap,
                                 double opacity, int largestSide)
{
    const Result<QImage> image = loadPreview(file, largestSide);
    if (!image)
        return image.error();
    QByteArray png;
    QBuffer buffer(&png);
    // by name: of nothing, this is memory
    if (!buffer.open(QIODevice::WriteOnly)
        || !withHeatmap(*image, heatmap, opacity).save(&buffer, "PNG", quickPng))
        return Error{ErrorCode::OutOfMemory, Text::tr("There is not enough memory for the image.")};
    return replaceFile(target, png);
}

} // namespace cairn
