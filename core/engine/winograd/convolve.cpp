#include "core/engine/winograd/convolve.h"

#include "core/engine/torchruntime.h"
#include "core/engine/winograd/bfloat16.h"
#include "core/engine/winograd/bfloat16tiles.h"
#include "core/engine/winograd/float32.h"
#include "core/engine/winograd/float32tiles.h"

#include <ATen/autocast_mode.h>

namespace cairn {

namespace {

/// Where transforming the filters pays.
struct Worth
{
    int64_t channels = 0; ///< which both sides have a multiple of
    int outputs = 0; ///< of a tile's side
    int64_t tiles = 0; ///< at least
};

constexpr Worth inFloat32{8, float32tiles::outputs, 32};
constexpr Worth inBFloat16{bfloat16tiles::panel, bfloat16tiles::outputs, 128};

class WinogradFunction : public torch::autograd::Function<WinogradFunction>
{
public:
    static torch::Tensor forward(torch::autograd::AutogradContext *context, const torch::Tensor &x,
                                 const torch::Tensor &weight)
    {
        context->save_for_backward({x, weight});
        return x.scalar_type() == torch::kBFloat16 ? winogradbfloat16::forward(x, weight, {}, {}, false)
                                                   : winogradfloat32::forward(x, weight, {});
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                   const torch::autograd::variable_list &gradients)
    {
        const auto saved = context->get_saved_variables();
        const torch::Tensor &x = saved[0];
        const torch::Tensor &weight = saved[1];
        const bool bfloat16 = x.scalar_type() == torch::kBFloat16;
        torch::Tensor ofInput;
        torch::Tensor ofWeight;
        if (context->needs_input_grad(0))
            ofInput = bfloat16 ? winogradbfloat16::inputGradient(gradients[0], weight.to(torch::kFloat))
                               : winogradfloat32::inputGradient(gradients[0], weight);
        if (context->needs_input_grad(1))
            ofWeight = bfloat16 ? winogradbfloat16::weightGradient(x, gradients[0]).to(weight.scalar_type())
                                : winogradfloat32::weightGradient(x, gradients[0]);
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

bool suits(const torch::nn::Conv2d &convolution, const torch::Tensor &x, const Worth &worth)
{
    const auto &options = convolution->options;
    const auto *padding
        = get_if<torch::ExpandingArray<2>>(&options.padding()); // of c10 or std, as LibTorch's age is
    return isPair(options.kernel_size(), 3) && isPair(options.stride(), 1) && padding != nullptr
        && isPair(*padding, 1) && options.in_channels() % worth.channels == 0
        && options.out_channels() % worth.channels == 0 && x.dim() == 4
        && x.size(0) * TileGrid{x.size(2), x.size(3), x.size(1), worth.outputs}.tiles() >= worth.tiles;
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

torch::Tensor winogradConvolution(const torch::Tensor &x, const torch::Tensor &weight,
                                  const torch::Tensor &bias, const ConvolutionTail &tail)
{
    if (!torch::GradMode::is_enabled()) {
        if (x.scalar_type() == torch::kBFloat16)
            return winogradbfloat16::forward(x, weight, bias, tail.residual, tail.relu);
        return finished(winogradfloat32::forward(x, weight, bias), tail);
    }
    const torch::Tensor y = WinogradFunction::apply(x, weight);
    return finished(bias.defined() ? y + bias.view({1, -1, 1, 1}).to(y.scalar_type()) : y, tail);
}

torch::Tensor convolve(torch::nn::Conv2d &convolution, const torch::Tensor &x, const ConvolutionTail &tail)
{
    // AMX multiplies eight times as many a cycle, but not in this algorithm.
    static const bool bfloat16 = computesWinogradInBFloat16() && !processorHas("amx_bf16");
    const torch::Tensor &weight = convolution->weight;
    const torch::ScalarType type = computedType(x);
    if (x.is_cpu() && type == torch::kFloat && weight.scalar_type() == type
        && suits(convolution, x, inFloat32))
        return winogradConvolution(x, weight, convolution->bias, tail);
    if (x.is_cpu() && type == torch::kBFloat16 && bfloat16 && suits(convolution, x, inBFloat16))
        return winogradConvolution(x.to(type), weight, convolution->bias, tail);
    return finished(convolution->forward(x), tail);
}

} // namespace cairn
