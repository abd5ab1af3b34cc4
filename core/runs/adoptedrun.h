// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"
#include "core/project/project.h"
#include "core/project/records.h"

namespace cairn {

/// The preset's name in the configuration of a run that was not trained here.
inline const QString adoptedPreset = QStringLiteral("adopted");

/// Weights that were trained elsewhere.
struct Adoption
{
    /// `weights` is the file (fast.ai's learn.save(), torchvision's state dict, …); architecture, head, image
    /// size and resizing are those of its network.
    TrainingConfig config;
    QStringList classes = {}; ///< of the network's outputs, in their order; empty: the project's
};

/// Takes weights that were trained elsewhere in as a finished run, to evaluate, review and export. Classes of
/// its own may be more than the project has, or others: it is evaluated on the validation images whose class
/// it knows, and its error rates are NaN where there is none. On an error there is no run. Errors: those of
/// Engine::adoptWeights(), of takeSnapshot() (with the project's classes) and the database's.
Result<RunRecord> adoptRun(const Project &project, Engine &engine, const Adoption &adoption,
                           const ProgressCallback &progress, const CancelToken &cancel);

} // namespace cairn
