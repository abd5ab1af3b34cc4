// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/inferencenetwork.h"
#include "core/base/text.h"

#include "core/learn/headlayers.h"

#include <cmath>
#include <optional>
#include <unordered_map>

namespace cairn {

namespace {

using Kind = HeadLayer::Kind;

constexpr double plainNormEpsilon = 1e-5; // of LibTorch's BatchNorm

/// A layer of the folded head, and the trained layers it is made of; −1: none.
struct FoldedLayer
{
    HeadLayer layer;
    int source = -1; ///< of a Linear or a BatchNorm
    int normBefore = -1;
    int normAfter = -1;
};

/// The BatchNorm that the next Linear takes in, if only dropout lies between.
bool linearFollows(const std::vector<HeadLayer> &layers, std::size_t from)
{
    while (from < layers.size() && layers[from].kind == Kind::Dropout)
        ++from;
    return from < layers.size() && layers[from].kind == Kind::Linear;
}

std::vector<FoldedLayer> fold(const std::vector<HeadLayer> &layers)
{
    std::vector<FoldedLayer> folded;
    int pending = -1;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const HeadLayer &layer = layers[i];
        if (layer.kind == Kind::Dropout)
            continue;
        if (layer.kind == Kind::BatchNorm) {
            const bool afterLinear
                = !folded.empty() && folded.back().layer.kind == Kind::Linear && folded.back().normAfter < 0;
            if (afterLinear) {
                folded.back().normAfter = int(i);
                continue;
            }
            if (pending < 0 && linearFollows(layers, i + 1)) {
                pending = int(i);
                continue;
            }
        }
        folded.push_back({layer, int(i)});
        if (layer.kind == Kind::Linear)
            folded.back().normBefore = std::exchange(pending, -1);
    }
    return folded;
}

std::vector<FoldedLayer> foldedLayers(const HeadConfig &head, int features, int classes)
{
    const auto layers = headLayers(head, features, classes);
    TORCH_CHECK(layers.ok(), "the head was not validated");
    return fold(*layers);
}

QString customName(const HeadLayer &layer, bool last)
{
    switch (layer.kind) {
    case Kind::ConcatPool:
        return QStringLiteral("concatpool");
    case Kind::AveragePool:
        return QStringLiteral("avgpool");
    case Kind::MaxPool:
        return QStringLiteral("maxpool");
    case Kind::Flatten:
        return QStringLiteral("flatten");
    case Kind::BatchNorm:
        return QStringLiteral("batchnorm");
    case Kind::ReLU:
        return QStringLiteral("relu");
    case Kind::Linear:
        return last ? QStringLiteral("linear") : QStringLiteral("linear %1").arg(layer.outputs);
    case Kind::Dropout:
        break;
    }
    Q_UNREACHABLE();
}

ModelSpec inferenceSpec(const ModelSpec &spec)
{
    ModelSpec result = spec;
    result.head = inferenceHead(spec.head, bodyFeatures(spec.arch, spec.body), int(spec.classes.size()));
    return result;
}

/// x ↦ scale · x + shift, in double.
struct Affine
{
    torch::Tensor scale;
    torch::Tensor shift;
};

Affine affineOf(const BatchNorm1dImpl &norm)
{
    const torch::Tensor scale = norm.weight.to(torch::kDouble)
        / torch::sqrt(norm.running_var.to(torch::kDouble) + norm.options.eps());
    return {scale, norm.bias.to(torch::kDouble) - norm.running_mean.to(torch::kDouble) * scale};
}

/// The trained head's layers by their numbers in headLayers()' list.
class TrainedHead
{
public:
    explicit TrainedHead(Network &network)
        : m_network(network)
    {
    }

    Affine norm(int index) const
    {
        return affineOf(*m_network->head->ptr(std::size_t(index))->as<BatchNorm1d>());
    }

    /// Weight and bias of a Linear with the norms around it.
    Affine linear(const FoldedLayer &folded) const
    {
        torch::nn::Linear linear = m_network->fc.is_empty()
            ? torch::nn::Linear(m_network->head->ptr<torch::nn::LinearImpl>(std::size_t(folded.source)))
            : m_network->fc;
        torch::Tensor weight = linear->weight.to(torch::kDouble);
        torch::Tensor bias = linear->bias.defined() ? linear->bias.to(torch::kDouble)
                                                    : torch::zeros({weight.size(0)}, torch::kDouble);
        if (folded.normBefore >= 0) {
            const Affine before = norm(folded.normBefore);
            bias = bias + weight.matmul(before.shift);
            weight = weight * before.scale.view({1, -1});
        }
        if (folded.normAfter >= 0) {
            const Affine after = norm(folded.normAfter);
            bias = bias * after.scale + after.shift;
            weight = weight * after.scale.view({-1, 1});
        }
        return {weight, bias};
    }

private:
    Network &m_network;
};

/// A norm that is nothing but x ↦ weight · x + bias.
void makePlain(BatchNorm1dImpl &norm)
{
    norm.running_mean.zero_();
    norm.running_var.fill_(1 - plainNormEpsilon);
}

void makeNormsPlain(Network &network)
{
    for (std::size_t i = 0; i < network->head->size(); ++i) {
        if (auto *norm = network->head->ptr(i)->as<BatchNorm1d>())
            makePlain(*norm);
    }
}

void finish(Network &network)
{
    makeNormsPlain(network);
    network->eval();
    for (torch::Tensor parameter : network->parameters())
        parameter.set_requires_grad(false);
}

} // namespace

void prepareFolded(Network &folded, torch::ScalarType bodyType)
{
    TORCH_CHECK(folded->norms == Norms::Folded, "the network is not folded");
    for (auto &parameter : folded->named_parameters()) {
        torch::Tensor &values = parameter.value();
        if (values.dim() == 4)
            values.set_data(values.to(bodyType).contiguous(torch::MemoryFormat::ChannelsLast));
        else if (!parameter.key().starts_with("head."))
            values.set_data(values.to(bodyType));
    }
    folded->keepTransformedFilters();
}

HeadConfig inferenceHead(const HeadConfig &head, int features, int classes)
{
    HeadConfig custom;
    custom.kind = HeadConfig::Kind::Custom;
    const std::vector<FoldedLayer> layers = foldedLayers(head, features, classes);
    std::size_t lastLinear = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].layer.kind == Kind::Linear)
            lastLinear = i;
    }
    for (std::size_t i = 0; i < layers.size(); ++i)
        custom.layers << customName(layers[i].layer, i == lastLinear);
    return custom;
}

Network inferenceNetwork(Network &network)
{
    const torch::NoGradGuard noGrad;
    const ModelSpec &spec = network->spec;
    Network folded = foldBatchNorms(network, torch::kFloat);
    Network result(inferenceSpec(spec), Norms::Folded);
    const auto bodyWeights = folded->named_parameters();
    for (auto &parameter : result->named_parameters()) {
        if (!parameter.key().starts_with("head."))
            parameter.value().set_data(bodyWeights[parameter.key()].contiguous());
    }
    const TrainedHead trained(network);
    const auto layers = foldedLayers(spec.head, bodyFeatures(spec.arch, spec.body), int(spec.classes.size()));
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto module = result->head->ptr(i);
        if (auto *linear = module->as<torch::nn::Linear>()) {
            const Affine values = trained.linear(layers[i]);
            linear->weight.set_data(values.scale.to(torch::kFloat));
            linear->bias.set_data(values.shift.to(torch::kFloat));
        } else if (auto *norm = module->as<BatchNorm1d>()) {
            const Affine values = trained.norm(layers[i].source);
            norm->weight.set_data(values.scale.to(torch::kFloat));
            norm->bias.set_data(values.shift.to(torch::kFloat));
        }
    }
    finish(result);
    return result;
}

Result<Network> inferenceNetwork(const ModelSpec &spec, const StateDict &weights)
{
    const torch::NoGradGuard noGrad;
    std::unordered_map<std::string, torch::Tensor> lookup;
    for (const NamedTensor &item : weights.tensors)
        lookup.insert_or_assign(item.name, item.tensor);
    Network result(inferenceSpec(spec), Norms::Folded);
    for (auto &parameter : result->named_parameters()) {
        const auto found = lookup.find(parameter.key());
        if (found == lookup.end() || found->second.sizes() != parameter.value().sizes())
            return Error{ErrorCode::Corrupt,
                         Text::tr("The file does not contain all weights of its network."),
                         QString::fromStdString(parameter.key())};
        if (!std::isfinite(found->second.sum(torch::kDouble).item<double>()))
            return Error{ErrorCode::Corrupt,
                         Text::tr("The weights are damaged: “%1” contains values that are not finite.")
                             .arg(QString::fromStdString(parameter.key()))};
        parameter.value().set_data(found->second);
    }
    finish(result);
    return result;
}

} // namespace cairn
