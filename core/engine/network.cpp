#include "core/engine/network.h"

#include <algorithm>

namespace cairn {

namespace {

bool isBodyOf(const std::string &name, std::initializer_list<const char *> parts)
{
    return std::any_of(parts.begin(), parts.end(),
                       [&](const char *part) { return name.rfind(part, 0) == 0; });
}

std::size_t groupOf(const std::string &name)
{
    if (isBodyOf(name, {"head.", "fc."}))
        return 2;
    return isBodyOf(name, {"layer3.", "layer4."}) ? 1 : 0;
}

// y = γ (conv(x) − μ) / √(σ² + ε) + β is a convolution again.
void fold(torch::nn::Conv2d &target, torch::nn::Conv2d &conv, torch::nn::BatchNorm2d &norm)
{
    // Double, so that folding itself adds no rounding to speak of.
    const auto scale = norm->weight.to(torch::kDouble)
        / torch::sqrt(norm->running_var.to(torch::kDouble) + norm->options.eps());
    target->weight.copy_(conv->weight.to(torch::kDouble) * scale.view({-1, 1, 1, 1}));
    target->bias.copy_(norm->bias.to(torch::kDouble) - norm->running_mean.to(torch::kDouble) * scale);
}

template <typename Impl>
std::shared_ptr<Impl> shortcutPart(BlockImpl &block, std::size_t index)
{
    return std::dynamic_pointer_cast<Impl>(block.downsample->ptr(index));
}

void foldBlock(Block target, Block source)
{
    fold(target->conv1, source->conv1, source->bn1);
    fold(target->conv2, source->conv2, source->bn2);
    if (!source->conv3.is_empty())
        fold(target->conv3, source->conv3, source->bn3);
    if (source->downsample.is_empty())
        return;
    torch::nn::Conv2d to(shortcutPart<torch::nn::Conv2dImpl>(*target, 0));
    torch::nn::Conv2d from(shortcutPart<torch::nn::Conv2dImpl>(*source, 0));
    torch::nn::BatchNorm2d norm(shortcutPart<torch::nn::BatchNorm2dImpl>(*source, 1));
    fold(to, from, norm);
}

void foldLayer(torch::nn::Sequential &target, torch::nn::Sequential &source)
{
    for (std::size_t i = 0; i < source->size(); ++i)
        foldBlock(Block(target->ptr<BlockImpl>(i)), Block(source->ptr<BlockImpl>(i)));
}

void copyHead(Network &target, Network &source)
{
    auto values = source->named_parameters();
    for (auto &parameter : target->named_parameters())
        if (groupOf(parameter.key()) == 2)
            parameter.value().copy_(values[parameter.key()]);
    auto buffers = source->named_buffers();
    for (auto &buffer : target->named_buffers())
        buffer.value().copy_(buffers[buffer.key()]);
}

} // namespace

NetworkImpl::NetworkImpl(const ModelSpec &modelSpec, Norms bodyNorms)
    : ResNetImpl(modelSpec.arch, bodyNorms)
    , spec(modelSpec)
    , norms(bodyNorms)
{
    const int features = archFeatures(spec.arch);
    const int classes = int(spec.classes.size());
    if (spec.head.kind == HeadConfig::Kind::Plain)
        fc = register_module("fc", makePlainHead(features, classes));
    else
        head = register_module("head", makeFastAiHead(spec.head, features, classes));
}

torch::Tensor NetworkImpl::forward(const torch::Tensor &x)
{
    return classify(features(x));
}

torch::Tensor NetworkImpl::classify(const torch::Tensor &features)
{
    const torch::Tensor y = norms == Norms::Folded ? features.to(torch::kFloat) : features;
    return fc.is_empty() ? head->forward(y) : fc->forward(torch::adaptive_avg_pool2d(y, {1, 1}).flatten(1));
}

Network makeNetwork(const ModelSpec &spec)
{
    return Network(spec);
}

LayerGroups layerGroups(Network &network)
{
    LayerGroups groups;
    for (const auto &parameter : network->named_parameters())
        groups[groupOf(parameter.key())].push_back(
            {parameter.key(), parameter.value(), parameter.value().dim() <= 1});
    return groups;
}

void setFrozen(Network &network, bool frozen, bool trainBatchNorm)
{
    network->bodyNormsLearn = !frozen || trainBatchNorm;
    const LayerGroups groups = layerGroups(network);
    for (std::size_t group = 0; group < 2; ++group)
        for (auto parameter : groups[group]) // all one-dimensional parameters of a body belong to BatchNorms
            parameter.tensor.set_requires_grad(parameter.isNormOrBias ? network->bodyNormsLearn : !frozen);
}

void setTrainingMode(Network &network, bool training)
{
    network->train(training);
    if (!training || network->bodyNormsLearn)
        return;
    for (const auto &module : network->named_modules())
        if (groupOf(module.key()) < 2 && module.value()->as<torch::nn::BatchNorm2d>())
            module.value()->eval();
}

Network foldBatchNorms(Network &network, torch::ScalarType bodyType)
{
    TORCH_CHECK(network->norms == Norms::BatchNorm, "the network is folded already");
    torch::NoGradGuard noGrad;
    Network folded(network->spec, Norms::Folded);
    fold(folded->conv1, network->conv1, network->bn1);
    foldLayer(folded->layer1, network->layer1);
    foldLayer(folded->layer2, network->layer2);
    foldLayer(folded->layer3, network->layer3);
    foldLayer(folded->layer4, network->layer4);
    copyHead(folded, network);
    folded->eval();
    for (auto &parameter : folded->named_parameters()) {
        torch::Tensor &value = parameter.value();
        value.set_requires_grad(false);
        if (groupOf(parameter.key()) < 2)
            value.set_data(value.dim() == 4
                               ? value.to(bodyType, false, false, torch::MemoryFormat::ChannelsLast)
                               : value.to(bodyType));
    }
    return folded;
}

} // namespace cairn
