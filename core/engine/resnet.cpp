#include "core/engine/resnet.h"

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

torch::Tensor normed(torch::nn::Conv2d &conv, torch::nn::BatchNorm2d &norm, const torch::Tensor &x)
{
    const torch::Tensor y = conv->forward(x);
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
{
    const bool normed = norms == Norms::BatchNorm;
    const auto add
        = [&](int number, torch::nn::Conv2d &conv, torch::nn::BatchNorm2d &norm, torch::nn::Conv2d layer) {
              conv = register_module("conv" + std::to_string(number), std::move(layer));
              if (normed)
                  norm = register_module("bn" + std::to_string(number),
                                         torch::nn::BatchNorm2d(conv->options.out_channels()));
          };
    if (shape.bottleneck) {
        add(1, conv1, bn1, convolution(shape.inputs, shape.width, 1, 1, norms));
        add(2, conv2, bn2, convolution(shape.width, shape.width, 3, shape.stride, norms));
        add(3, conv3, bn3, convolution(shape.width, shape.outputs(), 1, 1, norms));
    } else {
        add(1, conv1, bn1, convolution(shape.inputs, shape.width, 3, shape.stride, norms));
        add(2, conv2, bn2, convolution(shape.width, shape.width, 3, 1, norms));
    }
    if (shape.stride == 1 && shape.inputs == shape.outputs())
        return;
    downsample = register_module(
        "downsample",
        torch::nn::Sequential(convolution(shape.inputs, shape.outputs(), 1, shape.stride, norms)));
    if (normed)
        downsample->push_back(torch::nn::BatchNorm2d(shape.outputs()));
}

torch::Tensor BlockImpl::forward(const torch::Tensor &x)
{
    // In place is safe: a norm's backward needs its input, ReLU's its output, addition's nothing.
    torch::Tensor y = normed(conv1, bn1, x).relu_();
    y = normed(conv2, bn2, y);
    if (!conv3.is_empty())
        y = normed(conv3, bn3, y.relu_());
    y += downsample.is_empty() ? x : downsample->forward(x);
    return y.relu_();
}

ResNetImpl::ResNetImpl(Arch arch, Norms norms)
{
    const auto blocks = archBlocks(arch);
    const bool bottleneck = archUsesBottleneck(arch);
    const int expansion = bottleneck ? 4 : 1;
    conv1 = register_module("conv1", convolution(3, 64, 7, 2, norms));
    if (norms == Norms::BatchNorm)
        bn1 = register_module("bn1", torch::nn::BatchNorm2d(64));
    layer1 = register_module("layer1", layer({bottleneck, 64, 64, 1}, blocks[0], norms));
    layer2 = register_module("layer2", layer({bottleneck, 64 * expansion, 128, 2}, blocks[1], norms));
    layer3 = register_module("layer3", layer({bottleneck, 128 * expansion, 256, 2}, blocks[2], norms));
    layer4 = register_module("layer4", layer({bottleneck, 256 * expansion, 512, 2}, blocks[3], norms));
    initialise(*this);
}

torch::Tensor ResNetImpl::stem(const torch::Tensor &x)
{
    return torch::max_pool2d(normed(conv1, bn1, x).relu_(), 3, 2, 1);
}

torch::Tensor ResNetImpl::features(const torch::Tensor &x)
{
    return layer4->forward(layer3->forward(layer2->forward(layer1->forward(stem(x)))));
}

} // namespace cairn
