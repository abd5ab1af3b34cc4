// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/network.h"

#include "core/engine/runtime/device.h"
#include "core/learn/layergroups.h"

namespace cairn {

namespace {

bool isHead(const std::string &name)
{
    return name.starts_with("head.") || name.starts_with("fc.");
}

// y = γ (conv(x) − μ) / √(σ² + ε) + β is a convolution again.
void fold(torch::nn::Conv2d &target, torch::nn::Conv2d &conv, BatchNorm2d &norm, torch::ScalarType type)
{
    // Double, so that all but the last step adds no rounding to speak of.
    const auto scale = norm->weight.to(torch::kDouble)
        / torch::sqrt(norm->running_var.to(torch::kDouble) + norm->options.eps());
    const torch::Tensor bias = norm->bias.to(torch::kDouble) - norm->running_mean.to(torch::kDouble) * scale;
    const torch::Tensor weight = conv->weight.contiguous(torch::MemoryFormat::ChannelsLast)
        * scale.to(torch::kFloat).view({-1, 1, 1, 1});
    target->weight.set_data(weight.to(type));
    target->bias.set_data(bias.to(type));
}

template <typename Impl>
std::shared_ptr<Impl> shortcutPart(BlockImpl &block, std::size_t index)
{
    return std::dynamic_pointer_cast<Impl>(block.downsample->ptr(index));
}

void foldBlock(Block target, Block source, torch::ScalarType type)
{
    fold(target->conv1, source->conv1, source->bn1, type);
    fold(target->conv2, source->conv2, source->bn2, type);
    if (!source->conv3.is_empty())
        fold(target->conv3, source->conv3, source->bn3, type);
    if (source->downsample.is_empty())
        return;
    torch::nn::Conv2d to(shortcutPart<torch::nn::Conv2dImpl>(*target, 0));
    torch::nn::Conv2d from(shortcutPart<torch::nn::Conv2dImpl>(*source, 0));
    BatchNorm2d norm(shortcutPart<BatchNorm2dImpl>(*source, 1));
    fold(to, from, norm, type);
}

void foldLayer(torch::nn::Sequential &target, torch::nn::Sequential &source, torch::ScalarType type)
{
    for (std::size_t i = 0; i < source->size(); ++i)
        foldBlock(Block(target->ptr<BlockImpl>(i)), Block(source->ptr<BlockImpl>(i)), type);
}

void copyHead(Network &target, Network &source)
{
    auto values = source->named_parameters();
    for (auto &parameter : target->named_parameters())
        if (isHead(parameter.key()))
            parameter.value().copy_(values[parameter.key()]);
    auto buffers = source->named_buffers();
    for (auto &buffer : target->named_buffers())
        buffer.value().copy_(buffers[buffer.key()]);
}

/// A head draws its first weights: numbers that dropout would have had.
template <typename Make>
auto withoutDrawing(Make &&make)
{
    at::Generator generator = generatorOf(torch::kCPU);
    const torch::Tensor before = generator.get_state();
    auto made = make();
    generator.set_state(before);
    return made;
}

void drawHead(NetworkImpl &network)
{
    const int features = bodyFeatures(network.spec.arch, network.spec.body);
    const int classes = int(network.spec.classes.size());
    if (network.fc.is_empty())
        network.head = network.replace_module("head", makeHead(network.spec.head, features, classes));
    else
        network.fc = network.replace_module("fc", makePlainHead(features, classes));
}

// Learns nothing and draws no random numbers.
bool isFixed(const torch::nn::Module &layer)
{
    return layer.parameters().empty() && !layer.as<torch::nn::Dropout>();
}

// The head from where pooled() ends.
torch::Tensor classifyPooled(NetworkImpl &network, torch::Tensor x)
{
    if (!network.fc.is_empty())
        return network.fc->forward(x);
    auto layer = network.head->begin();
    while (layer != network.head->end() && isFixed(*layer->ptr()))
        ++layer;
    for (; layer != network.head->end(); ++layer)
        x = layer->forward(x);
    return x;
}

} // namespace

NetworkImpl::NetworkImpl(const ModelSpec &modelSpec, Norms bodyNorms)
    : ResNetImpl(modelSpec.arch, modelSpec.body, bodyNorms)
    , spec(modelSpec)
    , norms(bodyNorms)
{
    const int features = bodyFeatures(spec.arch, spec.body);
    const int classes = int(spec.classes.size());
    if (spec.head.kind == HeadConfig::Kind::Plain)
        fc = register_module("fc", makePlainHead(features, classes));
    else
        head = register_module("head", makeHead(spec.head, features, classes));
}

torch::Tensor NetworkImpl::forward(const torch::Tensor &x)
{
    return x.dim() == 2 ? classifyPooled(*this, x.to(torch::kFloat)) : classify(features(x));
}

torch::Tensor NetworkImpl::pooled(const torch::Tensor &features)
{
    torch::Tensor x = norms == Norms::Folded ? features.to(torch::kFloat) : features;
    if (!fc.is_empty())
        return torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1);
    for (auto layer = head->begin(); layer != head->end() && isFixed(*layer->ptr()); ++layer)
        x = layer->forward(x);
    return x;
}

torch::Tensor NetworkImpl::classify(const torch::Tensor &features)
{
    const torch::Tensor x = norms == Norms::Folded ? features.to(torch::kFloat) : features;
    return fc.is_empty() ? head->forward(x) : fc->forward(torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1));
}

Network makeNetwork(const ModelSpec &spec)
{
    // What a seed means depends on the order: the body first.
    Network network = withoutDrawing([&] { return Network(spec); });
    network->drawWeights();
    drawHead(*network);
    return network;
}

LayerGroups layerGroups(Network &network, const QStringList &splitOn)
{
    const LayerGrouping grouping(splitOn);
    LayerGroups groups(std::size_t(grouping.count()));
    for (const auto &parameter : network->named_parameters())
        groups[std::size_t(grouping.groupOf(parameter.key()))].push_back(
            {parameter.key(), parameter.value(), parameter.value().dim() <= 1});
    return groups;
}

void setFrozen(const LayerGroups &groups, int frozenGroups, bool trainBatchNorm)
{
    for (std::size_t group = 0; group < groups.size(); ++group) {
        const bool frozen = group < std::size_t(frozenGroups);
        // The head is never frozen, and all one-dimensional parameters of a body belong to BatchNorms.
        for (LayerParameter parameter : groups[group])
            parameter.tensor.set_requires_grad(!frozen || (parameter.isNormOrBias && trainBatchNorm));
    }
}

void setTrainingMode(Network &network, bool training)
{
    network->train(training);
    for (const auto &module : network->modules(false)) {
        const auto *norm = module->as<BatchNorm2d>();
        if (norm != nullptr && !norm->weight.requires_grad())
            module->eval();
    }
}

Network foldBatchNorms(Network &network, torch::ScalarType bodyType)
{
    TORCH_CHECK(network->norms == Norms::BatchNorm, "the network is already folded");
    torch::NoGradGuard noGrad;
    Network folded = withoutDrawing([&] { return Network(network->spec, Norms::Folded); });
    fold(folded->conv1, network->conv1, network->bn1, bodyType);
    for (std::size_t i = 0; i < network->layers.size(); ++i)
        foldLayer(folded->layers[i], network->layers[i], bodyType);
    copyHead(folded, network);
    folded->eval();
    for (torch::Tensor parameter : folded->parameters())
        parameter.set_requires_grad(false);
    moveTo(folded, network->conv1->weight.device());
    folded->keepTransformedFilters();
    return folded;
}

void moveTo(Network &network, const torch::Device &device)
{
    if (!device.is_cpu())
        network->to(device);
}

} // namespace cairn
