// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <bit>

namespace cv {
class Mat;
}

namespace cairn {

/// 64 bits that change little when an image is scaled, compressed or slightly retouched. 0: an image
/// without any structure (one color), which resembles nothing.
using PerceptualHash = quint64;

/// DCT hash: gray, 32 × 32 (by area), the 8 × 8 lowest frequencies without the mean, each compared with their
/// mean. OpenCV's img_hash::PHash, after Zauner, "Implementation and Benchmarking of Perceptual Image Hash
/// Functions", 2010, 3.2.1. `gray`: CV_8UC1, not empty. Thread-safe.
PerceptualHash perceptualHash(const cv::Mat &gray);

/// Bits in which near duplicates differ at most. Scaled and recompressed copies of a photograph differ in 3
/// at most, the two most alike of 276 different photographs in 12 (tests/imaging measures it).
inline constexpr int nearDuplicateDistance = 6;

/// How many bits differ: 0–64.
inline int hammingDistance(PerceptualHash a, PerceptualHash b)
{
    return std::popcount(a ^ b);
}

/// As stored: 8 bytes in the order in which OpenCV gives them.
QByteArray toBytes(PerceptualHash hash);
PerceptualHash perceptualHashFromBytes(const QByteArray &bytes); ///< 0 where it is not 8 bytes

} // namespace cairn
