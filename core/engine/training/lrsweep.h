// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

namespace cairn {

/// Engine::findLearningRate(): fast.ai's lr_find. Trains with rates that rise exponentially, all layer groups
/// alike, until the smoothed loss is four times its best or no number, or the steps are done; then puts all
/// state back and compares it with the copy taken before. Never throws.
Result<LrFinderResult> sweepLearningRate(const TrainingConfig &config, const LearningSet &data,
                                         const LrSweep &sweep,
                                         const std::function<void(const LrPoint &)> &onPoint,
                                         const CancelToken &cancel);

} // namespace cairn
