// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

namespace cairn {

/// What a layer does to a convolution's result; where nothing is learnt, without another pass over memory.
struct ConvolutionTail
{
    torch::Tensor residual = {}; ///< added, if defined
    bool relu = false; ///< at the end
};

/// y = tail(conv(x)). On the processor, 3×3 convolutions of stride 1 go through Winograd's algorithm,
/// forwards and backwards, where it is faster; all others go LibTorch's way. In float32 that is F(4×4, 3×3):
/// a quarter of the multiplications, results that differ by about 1e-5 of the largest value. In bfloat16
/// (autocast, or x and weights of that type), with AVX512-BF16 but without AMX, it is F(2×2, 3×3): 4/9 of
/// them, and an error of 0.4 % where bfloat16's own is 0.25 % (both root mean square). Where x is small, it
/// does not apply. `transformed`: transformedFilters() of this convolution, or undefined.
torch::Tensor convolve(torch::nn::Conv2d &convolution, const torch::Tensor &x,
                       const ConvolutionTail &tail = {}, const torch::Tensor &transformed = {});

/// While one lives, convolve() goes LibTorch's way in this thread: where 1e-5 of a difference is too much.
class DirectConvolutions
{
public:
    DirectConvolutions();
    ~DirectConvolutions();
    DirectConvolutions(const DirectConvolutions &) = delete;
    DirectConvolutions &operator=(const DirectConvolutions &) = delete;
};

/// Whether convolve() takes Winograd's way.
bool usesWinograd(const torch::nn::Conv2d &convolution, const torch::Tensor &x);

/// What convolve() would otherwise make of the weights at every call, for convolutions in bfloat16 that do
/// not learn; as large as 16/9 of the weights. Undefined where there is no use for it.
torch::Tensor transformedFilters(const torch::nn::Conv2d &convolution);

/// The same for 3×3 convolutions of stride 1 and padding 1, however small: x N×C×H×W, weight K×C×3×3, bias K
/// or undefined, on the processor. float32: x and weight of that type, C and K multiples of 8. bfloat16: x of
/// that type, weight of either, C and K multiples of 64, computesWinogradInBFloat16(). Differentiable; the
/// weight's gradient has its type. The result is of x's type and channels_last.
torch::Tensor winogradConvolution(const torch::Tensor &x, const torch::Tensor &weight,
                                  const torch::Tensor &bias, const ConvolutionTail &tail = {});

/// Its gradients, of x and (float32) of the weight, from that of the result.
torch::Tensor winogradInputGradient(const torch::Tensor &gradient, const torch::Tensor &weight);
torch::Tensor winogradWeightGradient(const torch::Tensor &x, const torch::Tensor &gradient);

/// Whether this processor has the instructions, AVX512-BF16.
bool computesWinogradInBFloat16();

/// Whether it also has none that are faster (AMX), so that kernels of ours should take the place of
/// LibTorch's.
bool bfloat16ProductsAreBest();

} // namespace cairn
