// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/stem.h"

#include "core/engine/network/fusedstem.h"
#include "core/engine/runtime/parallelfor.h"
#include "core/engine/winograd/convolve.h"

#include <torch/torch.h>

#include <limits>

namespace cairn {

namespace {

constexpr int64_t partsOfImage = 2; // more would compute more rows twice

class StemPooling : public torch::autograd::Function<StemPooling>
{
public:
    static torch::Tensor forward(torch::autograd::AutogradContext *context, const torch::Tensor &x)
    {
        const auto [y, places] = torch::max_pool2d_with_indices(x, side, stride, padding);
        const bool few = x.size(2) * x.size(3) <= std::numeric_limits<int16_t>::max();
        context->save_for_backward({places.to(few ? torch::kShort : torch::kInt)});
        context->saved_data["sizes"] = x.sizes();
        return y;
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                   const torch::autograd::variable_list &gradients)
    {
        const torch::Tensor places = context->get_saved_variables()[0].to(torch::kLong);
        const torch::Tensor shape
            = torch::empty(context->saved_data["sizes"].toIntVector(),
                           gradients[0].options().memory_format(torch::MemoryFormat::ChannelsLast));
        return {at::max_pool2d_with_indices_backward(gradients[0], shape, side, stride, padding, 1, false,
                                                     places)};
    }

    static constexpr int side = 3;
    static constexpr int stride = 2;
    static constexpr int padding = 1;
};

fusedstem::BFloat16 *bitsOf(const torch::Tensor &tensor)
{
    return reinterpret_cast<fusedstem::BFloat16 *>(tensor.data_ptr<at::BFloat16>());
}

} // namespace

torch::Tensor stemPooling(const torch::Tensor &x)
{
    if (torch::GradMode::is_enabled())
        return StemPooling::apply(x);
    return torch::max_pool2d(x, StemPooling::side, StemPooling::stride, StemPooling::padding);
}

torch::Tensor stemFilters(const torch::nn::Conv2d &convolution)
{
    const torch::Tensor &weight = convolution->weight;
    if (!weight.is_cpu() || weight.scalar_type() != torch::kBFloat16 || !bfloat16ProductsAreBest())
        return {};
    TORCH_CHECK(
        weight.sizes()
        == torch::IntArrayRef({fusedstem::outputs, fusedstem::inputs, fusedstem::side, fusedstem::side}));
    const torch::Tensor filters
        = torch::empty({fusedstem::side, fusedstem::pairs, fusedstem::outputs, 2}, torch::kBFloat16);
    fusedstem::packFilters(bitsOf(weight.contiguous(torch::MemoryFormat::ChannelsLast)), bitsOf(filters));
    return filters;
}

torch::Tensor foldedStem(const torch::Tensor &x, const torch::Tensor &filters, const torch::Tensor &bias)
{
    const torch::Tensor from = x.contiguous(torch::MemoryFormat::ChannelsLast);
    const torch::Tensor shift = bias.to(torch::kFloat);
    fusedstem::Image image{nullptr, x.size(2), x.size(3)};
    const int64_t height = image.pooledHeight();
    const int64_t rowValues = image.pooledWidth() * fusedstem::outputs;
    const torch::Tensor to = torch::empty({x.size(0), fusedstem::outputs, height, image.pooledWidth()},
                                          from.options().memory_format(torch::MemoryFormat::ChannelsLast));
    parallelFor(x.size(0) * partsOfImage, [&](auto &&nextPart) {
        const torch::Tensor padded = torch::empty({image.paddedValues()}, torch::kBFloat16);
        const torch::Tensor convolved = torch::empty({image.convolvedValues()});
        while (const std::optional<int64_t> part = nextPart()) {
            const int64_t number = *part / partsOfImage;
            const int64_t first = *part % partsOfImage * height / partsOfImage;
            const int64_t end = (*part % partsOfImage + 1) * height / partsOfImage;
            fusedstem::Image one = image;
            one.pixels = bitsOf(from) + number * image.height * image.width * fusedstem::inputs;
            fusedstem::pooledRows(one, {.filters = bitsOf(filters), .bias = shift.data_ptr<float>()},
                                  {first, end},
                                  {.padded = bitsOf(padded), .convolved = convolved.data_ptr<float>()},
                                  bitsOf(to) + (number * height + first) * rowValues);
        }
    });
    return to;
}

} // namespace cairn
