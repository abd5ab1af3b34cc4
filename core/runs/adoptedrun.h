#pragma once

#include "core/learn/engine.h"
#include "core/project/project.h"
#include "core/project/records.h"

namespace cairn {

/// Takes weights that were trained elsewhere in as a finished run, to evaluate, review and export:
/// `config.weights` is the file (fast.ai's learn.save(), torchvision's state dict, …), architecture, head,
/// image size and resizing are the configuration's, classes the project's in their order. Evaluates it on the
/// validation images. On an error there is no run. Errors: those of Engine::adoptWeights(), of takeSnapshot()
/// and the database's.
Result<RunRecord> adoptRun(const Project &project, Engine &engine, const TrainingConfig &config,
                           const ProgressCallback &progress, const CancelToken &cancel);

} // namespace cairn
