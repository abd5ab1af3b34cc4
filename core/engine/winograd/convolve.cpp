// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/winograd/convolve.h"

#include "core/engine/runtime/torchruntime.h"
#include "core/engine/winograd/bfloat16.h"
#include "core/engine/winograd/bfloat16tiles.h"
#include "core/engine/winograd/float32.h"
#include "core/engine/winograd/float32tiles.h"

#include <ATen/autocast_mode.h>

namespace cairn {

namespace {

/// Where transforming the filters pays.
struct Thresholds
{
    int64_t channels = 0; ///< which both sides have a multiple of
    int outputs = 0; ///< of a tile's side
    int64_t tiles = 0; ///< at least
};

constexpr Thresholds inFloat32{8, float32tiles::outputs, 32};
constexpr Thresholds inBFloat16{bfloat16tiles::panel, bfloat16tiles::outputs, 128};

bool isBFloat16(const torch::Tensor &tensor)
{
    return tensor.scalar_type() == torch::kBFloat16;
}

class WinogradFunction : public torch::autograd::Function<WinogradFunction>
{
public:
    static torch::Tensor forward(torch::autograd::AutogradContext *context, const torch::Tensor &x,
                                 const torch::Tensor &weight)
    {
        context->save_for_backward({x, weight});
        return winogradConvolution(x, weight, {}, {});
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                   const torch::autograd::variable_list &gradients)
    {
        const auto saved = context->get_saved_variables();
        torch::Tensor ofInput;
        torch::Tensor ofWeight;
        if (context->needs_input_grad(0))
            ofInput = winogradInputGradient(gradients[0], saved[1]);
        if (context->needs_input_grad(1))
            ofWeight = winogradWeightGradient(saved[0], gradients[0]).to(saved[1].scalar_type());
        return {ofInput, ofWeight};
    }
};

torch::Tensor finished(torch::Tensor y, const ConvolutionTail &tail)
{
    if (tail.residual.defined())
        y += tail.residual;
    return tail.relu ? y.relu_() : y;
}

bool isPair(const torch::ExpandingArray<2> &pair, int64_t value)
{
    return (*pair)[0] == value && (*pair)[1] == value;
}

bool supports(const torch::nn::Conv2d &convolution, const Thresholds &thresholds)
{
    const auto &options = convolution->options;
    const auto *padding
        = get_if<torch::ExpandingArray<2>>(&options.padding()); // of c10 or std, as LibTorch's age is
    return isPair(options.kernel_size(), 3) && isPair(options.stride(), 1) && padding != nullptr
        && isPair(*padding, 1) && options.in_channels() % thresholds.channels == 0
        && options.out_channels() % thresholds.channels == 0;
}

bool supports(const torch::nn::Conv2d &convolution, const torch::Tensor &x, const Thresholds &thresholds)
{
    return supports(convolution, thresholds) && x.dim() == 4
        && x.size(0) * TileGrid{x.size(2), x.size(3), x.size(1), thresholds.outputs}.tiles()
        >= thresholds.tiles;
}

/// The type in which a convolution of x computes.
torch::ScalarType computedType(const torch::Tensor &x)
{
    const torchcompat::Autocast autocast = torchcompat::autocast(c10::kCPU);
    return autocast.enabled ? autocast.type : x.scalar_type();
}

} // namespace

bool computesWinogradInBFloat16()
{
    return bfloat16tiles::hasBFloat16Products();
}

bool bfloat16ProductsAreBest()
{
    // AMX multiplies eight times as many a cycle, but not in algorithms of ours.
    static const bool best = computesWinogradInBFloat16() && !processorHas("amx_bf16");
    return best;
}

namespace {
thread_local int directConvolutions = 0; // how many live
}

DirectConvolutions::DirectConvolutions()
{
    ++directConvolutions;
}

DirectConvolutions::~DirectConvolutions()
{
    --directConvolutions;
}

bool usesWinograd(const torch::nn::Conv2d &convolution, const torch::Tensor &x)
{
    if (!x.is_cpu() || directConvolutions > 0)
        return false;
    const torch::ScalarType type = computedType(x);
    if (type == torch::kFloat)
        return convolution->weight.scalar_type() == type && supports(convolution, x, inFloat32);
    return type == torch::kBFloat16 && bfloat16ProductsAreBest() && supports(convolution, x, inBFloat16);
}

torch::Tensor transformedFilters(const torch::nn::Conv2d &convolution)
{
    const torch::Tensor &weight = convolution->weight;
    if (weight.is_cpu() && isBFloat16(weight) && bfloat16ProductsAreBest()
        && supports(convolution, inBFloat16))
        return winogradbfloat16::transformedFilters(weight);
    return {};
}

torch::Tensor winogradConvolution(const torch::Tensor &x, const torch::Tensor &weight,
                                  const torch::Tensor &bias, const ConvolutionTail &tail)
{
    if (torch::GradMode::is_enabled()) {
        const torch::Tensor y = WinogradFunction::apply(x, weight);
        return finished(bias.defined() ? y + bias.view({1, -1, 1, 1}).to(y.scalar_type()) : y, tail);
    }
    if (isBFloat16(x))
        return winogradbfloat16::forward(x, winogradbfloat16::transformedFilters(weight), bias, tail.residual,
                                         tail.relu);
    return finished(winogradfloat32::forward(x, weight, bias), tail);
}

torch::Tensor winogradInputGradient(const torch::Tensor &gradient, const torch::Tensor &weight)
{
    return isBFloat16(gradient) ? winogradbfloat16::inputGradient(gradient, weight.to(torch::kFloat))
                                : winogradfloat32::inputGradient(gradient, weight);
}

torch::Tensor winogradWeightGradient(const torch::Tensor &x, const torch::Tensor &gradient)
{
    return isBFloat16(x) ? winogradbfloat16::weightGradient(x, gradient)
                         : winogradfloat32::weightGradient(x, gradient);
}

torch::Tensor convolve(torch::nn::Conv2d &convolution, const torch::Tensor &x, const ConvolutionTail &tail,
                       const torch::Tensor &transformed)
{
    if (!usesWinograd(convolution, x))
        return finished(convolution->forward(x), tail);
    const torch::Tensor from = x.to(computedType(x));
    if (transformed.defined())
        return winogradbfloat16::forward(from, transformed, convolution->bias, tail.residual, tail.relu);
    return winogradConvolution(from, convolution->weight, convolution->bias, tail);
}

} // namespace cairn
