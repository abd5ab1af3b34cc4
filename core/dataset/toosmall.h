// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace cairn {

/// Pixels: an image with a shorter side is refused, wherever it comes from, until somebody takes it after
/// all. A network is trained on squares of no fewer.
inline constexpr int smallestSide = 32;

/// Why an image of that size is refused where `smallest` pixels a side are the least: a sentence; empty if it
/// is not.
QString tooSmall(int width, int height, int smallest);

} // namespace cairn
