// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/batchloader.h"

namespace cairn {

/// A batch whose images may each be made of two: the loss of row n is share[n] × loss against labels[n] +
/// (1 − share[n]) × loss against otherLabels[n].
struct MixedBatch
{
    torch::Tensor images; ///< N×3×S×S
    torch::Tensor labels; ///< N int64
    torch::Tensor otherLabels; ///< N int64; undefined: nothing is mixed
    torch::Tensor share; ///< N float32, 0–1
};

/// Mixup (Zhang et al. 2017, arXiv:1710.09412) as fast.ai's MixUp: every image with another of the batch,
/// each with a λ of its own from Beta(α, α), never below ½. CutMix (Yun et al. 2019, arXiv:1905.04899) as
/// fast.ai's CutMix: one λ and one rectangle for the whole batch, share corrected to the rectangle's area
/// inside the image. Which numbers are drawn follows from `seed`, `step` and `rank` only. Nothing is mixed
/// where both are 0. `batch` is not changed.
MixedBatch mixBatch(const Batch &batch, const Regularization &regularization, quint64 seed, qint64 step,
                    int rank = 0);

/// Mean cross-entropy of logits N×classes (float32) against a mixed batch with uniform label smoothing
/// (Szegedy et al. 2015, arXiv:1512.00567; as fast.ai's LabelSmoothingCrossEntropy), nats.
torch::Tensor mixedLoss(const torch::Tensor &logits, const MixedBatch &batch, double labelSmoothing);

} // namespace cairn
