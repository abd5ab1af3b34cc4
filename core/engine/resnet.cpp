#include "core/engine/resnet.h"

#include "core/engine/winograd/convolve.h"

#include <limits>

namespace cairn {

namespace {

// LibTorch has renamed options of these layers before; here is the one place that makes them. Its own layers
// draw random weights, twenty millions of them; ours are drawn or read later.
torch::nn::Conv2d convolution(int inputs, int outputs, int side, int stride, Norms norms)
{
    const bool biased = norms == Norms::Folded;
    torch::nn::Conv2d layer(torch::nn::Conv2dOptions(1, 1, 1).bias(biased));
    layer->options.in_channels(inputs).out_channels(outputs).kernel_size(side).stride(stride).padding(
        torch::ExpandingArray<2>(side / 2));
    layer->weight.set_data(torch::zeros({outputs, inputs, side, side}));
    if (biased)
        layer->bias.set_data(torch::zeros({outputs}));
    return layer;
}

/// A convolution, its norm, what is added and ReLU. In place is safe: a norm's backward needs its input,
/// ReLU's its output, addition's nothing.
torch::Tensor activated(torch::nn::Conv2d &conv, BatchNorm2d &norm, const torch::Tensor &x,
                        const torch::Tensor &added = {})
{
    if (norm.is_empty())
        return convolve(conv, x, {added, true});
    torch::Tensor y = norm->forward(convolve(conv, x));
    if (added.defined())
        y += added;
    return y.relu_();
}

torch::nn::Sequential layer(BlockImpl::Shape first, int blocks, Norms norms)
{
    torch::nn::Sequential sequence;
    sequence->push_back(Block(first, norms));
    BlockImpl::Shape rest = first;
    rest.inputs = first.outputs();
    rest.stride = 1;
    for (int i = 1; i < blocks; ++i)
        sequence->push_back(Block(rest, norms));
    return sequence;
}

/// 3×3 max pooling of stride 2 that keeps little for its backward pass: which pixels were the largest, not in
/// 64 bits each, and not the picture.
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

torch::Tensor pooled(const torch::Tensor &x)
{
    if (torch::GradMode::is_enabled())
        return StemPooling::apply(x);
    return torch::max_pool2d(x, StemPooling::side, StemPooling::stride, StemPooling::padding);
}

} // namespace

BlockImpl::BlockImpl(const Shape &shape, Norms norms)
    : shortcut(shape.shortcut)
{
    const bool normed = norms == Norms::BatchNorm;
    const auto add = [&](int number, torch::nn::Conv2d &conv, BatchNorm2d &norm, torch::nn::Conv2d layer) {
        conv = register_module("conv" + std::to_string(number), std::move(layer));
        if (normed)
            norm = register_module("bn" + std::to_string(number), BatchNorm2d(conv->options.out_channels()));
    };
    if (shape.bottleneck) {
        const int first = shape.strideInFirst ? shape.stride : 1;
        add(1, conv1, bn1, convolution(shape.inputs, shape.width, 1, first, norms));
        add(2, conv2, bn2, convolution(shape.width, shape.width, 3, shape.stride / first, norms));
        add(3, conv3, bn3, convolution(shape.width, shape.outputs(), 1, 1, norms));
    } else {
        add(1, conv1, bn1, convolution(shape.inputs, shape.width, 3, shape.stride, norms));
        add(2, conv2, bn2, convolution(shape.width, shape.width, 3, 1, norms));
    }
    if (!shortcut || (shape.stride == 1 && shape.inputs == shape.outputs()))
        return;
    downsample = register_module(
        "downsample",
        torch::nn::Sequential(convolution(shape.inputs, shape.outputs(), 1, shape.stride, norms)));
    if (normed)
        downsample->push_back(BatchNorm2d(shape.outputs()));
}

torch::Tensor BlockImpl::forward(const torch::Tensor &x)
{
    torch::Tensor added;
    if (shortcut)
        added = downsample.is_empty() ? x : downsample->forward(x);
    const torch::Tensor y = activated(conv1, bn1, x);
    if (conv3.is_empty())
        return activated(conv2, bn2, y, added);
    return activated(conv3, bn3, activated(conv2, bn2, y), added);
}

ResNetImpl::ResNetImpl(Arch arch, const BodyConfig &body, Norms norms)
{
    conv1 = register_module("conv1", convolution(3, 64, 7, 2, norms));
    if (norms == Norms::BatchNorm)
        bn1 = register_module("bn1", BatchNorm2d(64));
    BlockImpl::Shape shape{archUsesBottleneck(arch), 64, 64, 1, body.strideInFirst, archHasShortcuts(arch)};
    for (int stage = 0; stage < body.stages(); ++stage) {
        layers.push_back(register_module("layer" + std::to_string(stage + 1),
                                         layer(shape, archBlocks(arch)[std::size_t(stage)], norms)));
        shape.inputs = shape.outputs();
        shape.width *= 2;
        shape.stride = 2;
    }
}

void ResNetImpl::drawWeights()
{
    torch::NoGradGuard noGrad;
    // LibTorch's own layers draw uniform numbers when they are made. A seed means the weights that come after
    // these.
    for (auto &parameter : parameters())
        if (parameter.dim() == 4)
            parameter.uniform_();
    for (auto &parameter : parameters())
        if (parameter.dim() == 4)
            torch::nn::init::kaiming_normal_(parameter, 0, torch::kFanOut, torch::kReLU);
}

torch::Tensor ResNetImpl::stem(const torch::Tensor &x)
{
    torch::Tensor y = convolve(conv1, x);
    if (!bn1.is_empty())
        y = bn1->forward(y);
    return pooled(y).relu_(); // the same as before pooling, for a quarter of the pixels
}

torch::Tensor ResNetImpl::features(const torch::Tensor &x)
{
    torch::Tensor y = stem(x);
    for (torch::nn::Sequential &layer : layers)
        y = layer->forward(y);
    return y;
}

} // namespace cairn
