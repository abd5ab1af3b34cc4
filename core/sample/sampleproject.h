// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/project/project.h"

#include <QImage>

namespace cairn {

enum class Landmark {
    Arena, ///< a round arena with tiers of arches
    ClockTower, ///< a tall tower with a clock
    LatticeTower ///< an iron lattice tower
};

/// "arena", "clock_tower", "lattice_tower".
QString landmarkName(Landmark landmark);

/// A drawn image, not a photograph: one landmark in a scene with its own perspective, weather, light,
/// clutter and noise. Same seed → same image.
QImage drawLandmark(Landmark landmark, quint64 seed, QSize size);

/// The drawn sample: a new project in `directory` with `perClass` images of each landmark, split 80 / 20,
/// of which 4 % are deliberately mislabeled, to be found in Review. Needs no network. Takes seconds; not for
/// the GUI thread.
Result<std::unique_ptr<Project>> createSampleProject(const QString &directory, int perClass = 100,
                                                     quint64 seed = 1, const ProgressCallback &progress = {},
                                                     const CancelToken &cancel = {});

} // namespace cairn
