// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/data/batchloader.h"
#include "core/engine/network/network.h"
#include "core/learn/evaluation/metrics.h"

namespace cairn {

/// Classifies all that `loader` (without augmentation) gives, in order. The network must be in evaluation
/// mode; it computes in its weights' type. Progress counts images. Error Cancelled.
Result<Evaluation> evaluateNetwork(Network &network, BatchLoader &loader, const ProgressCallback &progress,
                                   const CancelToken &cancel);

/// The same from probabilities, examples × classes, that are known already; rows that are not `readable` are
/// left out.
Evaluation evaluationOf(const std::vector<Example> &examples, const torch::Tensor &probabilities,
                        const std::vector<char> &readable);

} // namespace cairn
