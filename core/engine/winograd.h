#pragma once

#include <torch/nn.h>

namespace cairn {

/// y = conv(x). 3×3 convolutions of stride 1 in float32 on the processor go through Winograd's F(4×4, 3×3),
/// which takes a quarter of the multiplications, forwards and backwards; all others go LibTorch's way. The
/// results differ by rounding (about 1e-5 of the largest value). Where autocast is on, or x is small, it does
/// not apply.
torch::Tensor convolve(torch::nn::Conv2d &convolution, const torch::Tensor &x);

/// The same for 3×3 convolutions of stride 1 and padding 1, however small: x N×C×H×W, weight K×C×3×3, bias K
/// or undefined; float32 on the processor, C and K multiples of 8. Differentiable. The result is
/// channels_last.
torch::Tensor winogradConvolution(const torch::Tensor &x, const torch::Tensor &weight,
                                  const torch::Tensor &bias);

} // namespace cairn
