// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <bit>

namespace cairn {

/// 64 bits that change little when an image is scaled, compressed or slightly retouched. 0: an image
/// without any structure (one color), which resembles nothing.
using PerceptualHash = quint64;

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

/// What the pixels of an image say, measured with its shorter side at qualitySide
/// (core/imaging/quality.h; smaller ones as they are), so that images of different sizes compare. Gray is
/// 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), 0–255.
struct ImageQuality
{
    PerceptualHash hash = 0;
    /// Variance of the gray image's Laplacian (4 neighbors), ≥ 0. Pech-Pacheco et al., "Diatom
    /// autofocusing in brightfield microscopy", ICPR 2000. Sharp photographs have hundreds to thousands.
    double sharpness = 0;
    /// √(0.241 R² + 0.691 G² + 0.068 B²) of the channels' means, 0–1: perceived brightness in Finley's HSP
    /// color model (2006), as CleanVision takes it.
    double brightness = 0;
    /// Standard deviation of gray, as a share of 255: 0–0.5. Root-mean-square contrast, Peli, "Contrast in
    /// complex images", JOSA A 7, 1990.
    double contrast = 0;
    /// Shannon's entropy of the gray values' histogram of 256 bins: 0–8 bits.
    double entropy = 0;
    /// Mean over the pixels of (largest − smallest channel) / 255: 0 gray – 1. Chroma in the HSV hexcone,
    /// Smith 1978.
    double saturation = 0;
};

} // namespace cairn
