// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learn/trainingconfig.h"

#include <QImage>
#include <QRectF>

#include <vector>

namespace cairn {

struct Heatmap; // core/learn/engine.h

/// The part of an image of that size that fitSquare() shows to a network, in its pixels; ResizeMode::Pad: the
/// square around it, which reaches beyond it.
QRectF seenPart(QSize image, ResizeMode resize);

/// A heatmap's colors: from transparent where it is 0 to the yellow of OpenCV's "inferno" at its largest
/// value, which can be told apart in any kind of color blindness. `values` are width × height, ≥ 0; not
/// normalized. Of `size` pixels, smoothed between the values. `opacity` 0–1. Null where nothing speaks for
/// the class (all 0) or sizes do not fit.
QImage heatmapImage(const std::vector<float> &values, QSize map, QSize size, double opacity);

/// `image` with a heatmap over the part that the network saw.
QImage withHeatmap(const QImage &image, const Heatmap &heatmap, double opacity);

/// Reads `file` (upright, its longer side at most `largestSide` pixels), lays the heatmap over it and writes
/// a PNG, atomically. Errors: those of decodeImageFile(), WriteFailed.
Result<void> writeHeatmapOverlay(const QString &file, const QString &target, const Heatmap &heatmap,
                                 double opacity = 0.6, int largestSide = 1024);

} // namespace cairn
