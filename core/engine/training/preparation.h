// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learn/learningset.h"
#include "core/learn/trainingconfig.h"

#include <torch/types.h>

namespace cairn {

/// What stops a training before it starts, as a sentence that says what to do. Error InvalidInput.
Result<void> checkTraining(const TrainingConfig &config, const LearningSet &data);

/// The device that a configuration asks for. Errors: those of deviceFromName(); InvalidInput for float16
/// elsewhere than on CUDA. Of several processes on one machine each takes the device of its `localRank`,
/// where the configuration does not number one.
Result<torch::Device> deviceFor(const TrainingConfig &config, int localRank = 0);

/// A sentence about batches that are not what was asked for: images left out of the last one (`leftOut` of
/// them), or fewer images than a batch; empty otherwise.
QString batchNotice(qint64 leftOut, const TrainingConfig &config, const LearningSet &data);

/// A sentence where a step may need more memory than there is, at the largest size of its stages; empty
/// otherwise, and where a device does not say how much it has. An estimate: it stops nothing.
QString memoryWarning(const TrainingConfig &config, const LearningSet &data,
                      const torch::Device &device = torch::kCPU);

/// Replaces the message of an OutOfMemory by one that names a batch size to try; other errors stay.
Error withBatchSizeAdvice(Error error, const TrainingConfig &config);

} // namespace cairn
