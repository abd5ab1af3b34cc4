#include "core/engine/head.h"

namespace cairn {

namespace {

constexpr double normBias = 1e-3;
constexpr double finalNormMomentum = 0.01;

torch::nn::BatchNorm1d norm(int features)
{
    torch::nn::BatchNorm1d layer(features);
    torch::nn::init::constant_(layer->bias, normBias);
    return layer;
}

torch::nn::Linear linear(int inputs, int outputs)
{
    torch::nn::Linear layer(inputs, outputs);
    torch::nn::init::kaiming_normal_(layer->weight);
    torch::nn::init::zeros_(layer->bias);
    return layer;
}

} // namespace

torch::Tensor AdaptiveConcatPool2dImpl::forward(const torch::Tensor &x)
{
    return torch::cat(
        {std::get<0>(torch::adaptive_max_pool2d(x, {1, 1})), torch::adaptive_avg_pool2d(x, {1, 1})}, 1);
}

torch::nn::Sequential makeFastAiHead(const HeadConfig &config, int features, int classes)
{
    torch::nn::Sequential head;
    head->push_back(AdaptiveConcatPool2d());
    head->push_back(torch::nn::Flatten());
    int inputs = 2 * features;
    for (const int units : config.hiddenUnits) {
        head->push_back(norm(inputs));
        head->push_back(torch::nn::Dropout(config.dropout.last() / 2));
        head->push_back(linear(inputs, units));
        head->push_back(torch::nn::ReLU(torch::nn::ReLUOptions().inplace(true)));
        inputs = units;
    }
    head->push_back(norm(inputs));
    head->push_back(torch::nn::Dropout(config.dropout.last()));
    head->push_back(linear(inputs, classes));
    if (config.bnFinal) {
        torch::nn::BatchNorm1d last = norm(classes);
        last->options.momentum(finalNormMomentum);
        head->push_back(last);
    }
    return head;
}

torch::nn::Linear makePlainHead(int features, int classes)
{
    return torch::nn::Linear(features, classes);
}

qint64 headParameters(const HeadConfig &config, int features, int classes)
{
    if (config.kind == HeadConfig::Kind::Plain)
        return (qint64(features) + 1) * classes;
    qint64 count = 0;
    qint64 inputs = 2 * qint64(features);
    const auto addBlock = [&](qint64 outputs) {
        count += 2 * inputs + (inputs + 1) * outputs;
        inputs = outputs;
    };
    for (const int units : config.hiddenUnits)
        addBlock(units);
    addBlock(classes);
    return count + (config.bnFinal ? 2 * qint64(classes) : 0);
}

} // namespace cairn
