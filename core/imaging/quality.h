// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/perceptualhash.h"

namespace cairn {

/// What the pixels of an image say, measured with its shorter side at qualitySide (smaller ones as they
/// are), so that images of different sizes compare. Gray is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601),
/// 0–255.
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

/// Pixels of the shorter side at which quality is measured.
inline constexpr int qualitySide = 128;

/// What to ask decodeImage() for: half as much again, since scaling by next to nothing makes an image look
/// sharper than another one that was scaled by more.
inline constexpr int qualityDecodeSide = qualitySide * 3 / 2;

/// `rgb`: CV_8UC3, R first, not empty, from decodeImage(bytes, qualityDecodeSide) or larger. Thread-safe; a
/// fraction of the decoding's time. Throws std::exception when memory is short.
ImageQuality measureQuality(const cv::Mat &rgb);

} // namespace cairn
