// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/imagequality.h"

namespace cv {
class Mat;
}

namespace cairn {

/// DCT hash: gray, 32 × 32 (by area), the 8 × 8 lowest frequencies without the mean, each compared with their
/// mean. OpenCV's img_hash::PHash, after Zauner, "Implementation and Benchmarking of Perceptual Image Hash
/// Functions", 2010, 3.2.1. `gray`: CV_8UC1, not empty. Thread-safe.
PerceptualHash perceptualHash(const cv::Mat &gray);

} // namespace cairn
