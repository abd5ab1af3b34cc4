// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/resnet.h"

#include "core/engine/network/recomputednorm.h"
#include "core/engine/network/stem.h"
#include "core/engine/runtime/parallelfor.h"
#include "core/engine/winograd/convolve.h"

#include <algorithm>
#include <vector>

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
    const std::vector<int64_t> shape{outputs, inputs, side, side};
    // Folding replaces the weights: no memory for them until then.
    layer->weight.set_data(biased ? torch::zeros({}).expand(shape) : torch::zeros(shape));
    if (biased)
        layer->bias.set_data(torch::zeros({outputs}));
    return layer;
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
    return bn1.is_empty() ? forwardFolded(x, added) : forwardNormed(x, added);
}

torch::Tensor BlockImpl::forwardNormed(const torch::Tensor &x, const torch::Tensor &added)
{
    torch::Tensor y = convolveRecomputingNorm(bn1, conv2, convolve(conv1, x));
    if (!conv3.is_empty())
        y = convolveRecomputingNorm(bn2, conv3, y);
    y = (conv3.is_empty() ? bn2 : bn3)->forward(y);
    // In place is safe: a norm's backward needs its input, ReLU's its output, addition's nothing.
    if (added.defined())
        y += added;
    return y.relu_();
}

torch::Tensor BlockImpl::forwardFolded(const torch::Tensor &x, const torch::Tensor &added)
{
    const torch::Tensor y = convolve(conv1, x, {{}, true}, m_filters1);
    if (conv3.is_empty())
        return convolve(conv2, y, {added, true}, m_filters2);
    return convolve(conv3, convolve(conv2, y, {{}, true}, m_filters2), {added, true});
}

void BlockImpl::keepTransformedFilters()
{
    m_filters1 = transformedFilters(conv1);
    m_filters2 = transformedFilters(conv2);
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

void ResNetImpl::keepTransformedFilters()
{
    m_stemFilters = stemFilters(conv1);
    for (torch::nn::Sequential &layer : layers)
        for (std::size_t i = 0; i < layer->size(); ++i)
            layer->ptr<BlockImpl>(i)->keepTransformedFilters();
}

torch::Tensor ResNetImpl::stem(const torch::Tensor &x)
{
    if (m_stemFilters.defined() && x.scalar_type() == torch::kBFloat16)
        return foldedStem(x, m_stemFilters, conv1->bias);
    torch::Tensor y = convolve(conv1, x);
    if (!bn1.is_empty())
        y = bn1->forward(y);
    return stemPooling(y).relu_(); // the same as before pooling, for a quarter of the pixels
}

torch::Tensor ResNetImpl::features(const torch::Tensor &x)
{
    return bn1.is_empty() ? foldedFeatures(x) : throughLayers(stem(x), 0, layers.size());
}

torch::Tensor ResNetImpl::throughLayers(torch::Tensor x, std::size_t first, std::size_t end)
{
    for (std::size_t i = first; i < end; ++i)
        x = layers[i]->forward(x);
    return x;
}

// What the first layers give is large: of a few images it stays in the processor's cache, and threads that
// take some each need not wait for one another after every layer. The last layers have large filters, which
// are better read once for all images.
torch::Tensor ResNetImpl::foldedFeatures(const torch::Tensor &x)
{
    constexpr int64_t few = 4;
    const int64_t threads = at::get_num_threads();
    const std::size_t early = std::min<std::size_t>(2, layers.size());
    const auto first = [&](const torch::Tensor &images) {
        return throughLayers(stem(images.to(conv1->weight.scalar_type())), 0, early);
    };
    if (!x.is_cpu() || x.size(0) < threads)
        return throughLayers(first(x), early, layers.size());
    std::vector<torch::Tensor> parts = x.split(std::clamp<int64_t>(x.size(0) / threads, 1, few));
    parallelFor(int64_t(parts.size()), [&](auto &&nextPart) {
        const torch::NoGradGuard noGrad;
        while (const std::optional<int64_t> part = nextPart())
            parts[std::size_t(*part)] = first(parts[std::size_t(*part)]);
    });
    return throughLayers(torch::cat(parts), early, layers.size());
}

} // namespace cairn
