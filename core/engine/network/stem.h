// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/modules/conv.h>

namespace cairn {

/// 3×3 max pooling of stride 2 and padding 1, as a ResNet has it after its first convolution. Of what its
/// backward pass needs it keeps little: which pixels were the largest, not in 64 bits each, and not the
/// image.
torch::Tensor stemPooling(const torch::Tensor &x);

/// The filters of a folded stem's convolution (64×3×7×7, bfloat16, on the processor) for foldedStem().
/// Undefined where that does not apply or LibTorch is faster.
torch::Tensor stemFilters(const torch::nn::Conv2d &convolution);

/// relu(pool(conv(x))) in one, see fusedstem: x N×3×H×W, bfloat16, on the processor; returns
/// N×64×⌈H/4⌉×⌈W/4⌉, channels_last. `filters` are stemFilters(), `bias` has 64 values. Without gradients.
/// LibTorch's threads; their number does not change a bit.
torch::Tensor foldedStem(const torch::Tensor &x, const torch::Tensor &filters, const torch::Tensor &bias);

} // namespace cairn
