// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/head.h"

#include "core/engine/network/sharednorm.h"
#include "core/learn/headlayers.h"

namespace cairn {

namespace {

constexpr double secondVersionsNormBias = 1e-3;
constexpr double finalNormMomentum = 0.01;

BatchNorm1d norm(const HeadLayer &layer, double bias)
{
    torch::nn::BatchNorm1dOptions options(layer.inputs);
    if (layer.final)
        options.momentum(finalNormMomentum);
    BatchNorm1d module(options);
    torch::nn::init::constant_(module->bias, layer.final ? 0 : bias);
    return module;
}

torch::nn::Linear linear(const HeadLayer &layer)
{
    torch::nn::Linear module(torch::nn::LinearOptions(layer.inputs, layer.outputs).bias(layer.bias));
    torch::nn::init::kaiming_normal_(module->weight);
    if (layer.bias)
        torch::nn::init::zeros_(module->bias);
    return module;
}

void append(torch::nn::Sequential &head, const HeadLayer &layer, double normBias)
{
    using Kind = HeadLayer::Kind;
    switch (layer.kind) {
    case Kind::ConcatPool:
        return head->push_back(AdaptiveConcatPool2d());
    case Kind::AveragePool:
        return head->push_back(torch::nn::AdaptiveAvgPool2d(1));
    case Kind::MaxPool:
        return head->push_back(torch::nn::AdaptiveMaxPool2d(1));
    case Kind::Flatten:
        return head->push_back(torch::nn::Flatten());
    case Kind::BatchNorm:
        return head->push_back(norm(layer, normBias));
    case Kind::Dropout:
        return head->push_back(torch::nn::Dropout(layer.dropout));
    case Kind::Linear:
        return head->push_back(linear(layer));
    case Kind::ReLU:
        return head->push_back(torch::nn::ReLU(torch::nn::ReLUOptions().inplace(true)));
    }
}

} // namespace

torch::Tensor AdaptiveConcatPool2dImpl::forward(const torch::Tensor &x)
{
    return torch::cat(
        {std::get<0>(torch::adaptive_max_pool2d(x, {1, 1})), torch::adaptive_avg_pool2d(x, {1, 1})}, 1);
}

torch::nn::Sequential makeHead(const HeadConfig &config, int features, int classes)
{
    const auto layers = headLayers(config, features, classes);
    TORCH_CHECK(layers.ok(), "the head was not validated");
    const double normBias = config.kind == HeadConfig::Kind::FastAi2 ? secondVersionsNormBias : 0;
    torch::nn::Sequential head;
    for (const HeadLayer &layer : *layers)
        append(head, layer, normBias);
    return head;
}

torch::nn::Linear makePlainHead(int features, int classes)
{
    return torch::nn::Linear(features, classes);
}

} // namespace cairn
