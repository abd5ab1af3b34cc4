// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/perceptualhash.h"

namespace cairn {

/// Pixels of the shorter side at which quality is measured.
inline constexpr int qualitySide = 128;

/// What to ask decodeImage() for: half as much again, since scaling by next to nothing makes an image look
/// sharper than another one that was scaled by more.
inline constexpr int qualityDecodeSide = qualitySide * 3 / 2;

/// `rgb`: CV_8UC3, R first, not empty, from decodeImage(bytes, qualityDecodeSide) or larger. Thread-safe; a
/// fraction of the decoding's time. Throws std::exception when memory is short.
ImageQuality measureQuality(const cv::Mat &rgb);

} // namespace cairn
