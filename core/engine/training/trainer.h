// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

namespace cairn {

/// Engine::train(): runs the stages of a configuration on the calling thread. Every stage starts with a fresh
/// optimizer, as fast.ai's fit does. The best weights by validation error rate (ties: by loss) are in
/// <runDirectory>/best.safetensors from the end of the first epoch on. The same job gives the same bits on
/// the same machine with the same number of threads, also where it was ended and resumed. Never throws.
Result<TrainingOutcome> trainNetwork(const TrainingJob &job, TrainingObserver &observer,
                                     const PauseGate &pause, const CancelToken &cancel);

/// Engine::join(). Never throws.
Result<TrainingOutcome> joinTraining(const ProcessGroup &group, TrainingObserver &observer,
                                     const CancelToken &cancel);

} // namespace cairn
