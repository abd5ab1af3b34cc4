#include "core/engine/resnet.h"

#include "core/engine/winograd.h"

namespace cairn {

namespace {

// LibTorch has renamed options of these layers before; here is the one place that makes them.
torch::nn::Conv2d convolution(int inputs, int outputs, int side, int stride, Norms norms)
{
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(inputs, outputs, side)
                                 .stride(stride)
                                 .padding(side / 2)
                                 .bias(norms == Norms::Folded));
}

torch::Tensor normed(torch::nn::Conv2d &conv, BatchNorm2d &norm, const torch::Tensor &x)
{
    const torch::Tensor y = convolve(conv, x);
    return norm.is_empty() ? y : norm->forward(y);
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

void initialise(torch::nn::Module &body)
{
    torch::NoGradGuard noGrad;
    for (auto &parameter : body.parameters())
        if (parameter.dim() == 4)
            torch::nn::init::kaiming_normal_(parameter, 0, torch::kFanOut, torch::kReLU);
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
    // In place is safe: a norm's backward needs its input, ReLU's its output, addition's nothing.
    torch::Tensor y = normed(conv1, bn1, x).relu_();
    y = normed(conv2, bn2, y);
    if (!conv3.is_empty())
        y = normed(conv3, bn3, y.relu_());
    if (shortcut)
        y += downsample.is_empty() ? x : downsample->forward(x);
    return y.relu_();
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
    initialise(*this);
}

torch::Tensor ResNetImpl::stem(const torch::Tensor &x)
{
    return torch::max_pool2d(normed(conv1, bn1, x).relu_(), 3, 2, 1);
}

torch::Tensor ResNetImpl::features(const torch::Tensor &x)
{
    torch::Tensor y = stem(x);
    for (torch::nn::Sequential &layer : layers)
        y = layer->forward(y);
    return y;
}

} // namespace cairn
