// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/core/mat.hpp>

namespace cairn {

/// Resizes with a triangle filter that is as wide as the scale when it shrinks (bilinear with antialiasing)
/// and plain bilinear when it enlarges: bit for bit what Pillow's Image.resize(size, BILINEAR) gives, in the
/// 22-bit fixed-point arithmetic of its libImaging/Resample.c (version 9.4). Networks are trained and
/// validated on images that were resized so. Input 8UC3, not empty; output a new 8UC3. Thread-safe.
cv::Mat resizeBilinear(const cv::Mat &image, cv::Size size);

/// The same from a box of the image, in pixels, fractions allowed (Pillow's `box`); pixels beside the box
/// that the filter reaches take part. The box must have an area and lie inside the image.
cv::Mat resizeBilinear(const cv::Mat &image, cv::Size size, const cv::Rect2d &box);

} // namespace cairn
