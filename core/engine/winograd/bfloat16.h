// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace cairn {

/// 3×3 convolutions of stride 1 and padding 1 in bfloat16 by F(2×2, 3×3), see bfloat16tiles and its
/// hasBFloat16Products(). Tensors N×C×H×W of bfloat16 on the processor, channels multiples of 64; results are
/// channels_last. LibTorch's threads; their number does not change a bit.
namespace winogradbfloat16 {

/// `weight` (K×C×3×3, float32 or bfloat16) as the products need it: K/64 × the rest.
torch::Tensor transformedFilters(const torch::Tensor &weight);

/// x through transformedFilters(), plus `bias` and `residual` if defined, through ReLU if wanted.
torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &transformed, const torch::Tensor &bias,
                      const torch::Tensor &residual, bool relu);

/// `weight` is float32.
torch::Tensor inputGradient(const torch::Tensor &gradient, const torch::Tensor &weight);

/// float32.
torch::Tensor weightGradient(const torch::Tensor &x, const torch::Tensor &gradient);

} // namespace winogradbfloat16

} // namespace cairn
