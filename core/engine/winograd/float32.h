// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace cairn {

/// 3×3 convolutions of stride 1 and padding 1 in float32 by F(4×4, 3×3), see float32tiles. Tensors N×C×H×W on
/// the processor, channels multiples of 8; results are channels_last. LibTorch's threads; their number does
/// not change a bit.
namespace winogradfloat32 {

/// x through `weight` (K×C×3×3), plus `bias` if defined.
torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias);

torch::Tensor inputGradient(const torch::Tensor &gradient, const torch::Tensor &weight);

torch::Tensor weightGradient(const torch::Tensor &x, const torch::Tensor &gradient);

} // namespace winogradfloat32

} // namespace cairn
