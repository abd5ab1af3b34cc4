// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/head.h"
#include "core/engine/network/resnet.h"

#include <string>
#include <vector>

namespace cairn {

/// A ResNet body with a classifier on it. State-dict names: the body's are torchvision's, the head's are
/// `head.<index in fast.ai's Sequential>` or, for the plain head, `fc`. Not thread-safe.
struct NetworkImpl : ResNetImpl
{
    /// The body's weights are 0 until they are drawn or read; the head's are drawn.
    explicit NetworkImpl(const ModelSpec &spec, Norms norms = Norms::BatchNorm);

    /// x: N×3×H×W, RGB normalized as ImageNet, or N×F from pooled(); returns logits, N×classes, in the head's
    /// type.
    torch::Tensor forward(const torch::Tensor &x);
    /// The head alone, on what features() returned.
    torch::Tensor classify(const torch::Tensor &features);

    torch::nn::Sequential head{nullptr}; ///< all kinds of heads but the plain one
    torch::nn::Linear fc{nullptr}; ///< HeadConfig::Kind::Plain

    /// What features() gave → N×F: the input of the head's first layer that learns or draws random numbers.
    /// While the body rests, it is all that training the head needs of an image.
    torch::Tensor pooled(const torch::Tensor &features);

    const ModelSpec spec;
    const Norms norms;
};
TORCH_MODULE(Network);

/// A network with fresh weights from torch's default generator: call torch::manual_seed() before for weights
/// that can be had again. Throws as torch does.
Network makeNetwork(const ModelSpec &spec);

struct LayerParameter
{
    std::string name; ///< as in the state dict
    torch::Tensor tensor;
    bool isNormOrBias = false; ///< weight decay leaves these alone
};
/// Groups from the first layers to the head; parameters in the order of the state dict.
using LayerGroups = std::vector<std::vector<LayerParameter>>;
/// `splitOn` as in TrainingConfig: one that validateSplit() accepts.
LayerGroups layerGroups(Network &network, const QStringList &splitOn);

/// The first `frozenGroups` groups (TrainingConfig::frozenGroups()) do not learn, but for their BatchNorms
/// with `trainBatchNorm` (fast.ai's train_bn); all others do. Without it the frozen groups' norms also stay
/// in evaluation mode, that is, their running statistics do not change. Call setTrainingMode() afterwards.
void setFrozen(const LayerGroups &groups, int frozenGroups, bool trainBatchNorm);

/// Like train(bool) of a module, but BatchNorms that setFrozen() keeps from learning stay in evaluation mode.
/// Use it instead.
void setTrainingMode(Network &network, bool training);

/// A network for inference that gives the same logits to rounding: BatchNorms are part of the convolutions,
/// which saves their memory traffic. In evaluation mode, without gradients, weights channels_last; the
/// original is not changed, nor is torch's generator. `bodyType` is inferenceType()'s; the head stays
/// float32. On the network's device.
Network foldBatchNorms(Network &network, torch::ScalarType bodyType = torch::kFloat);

/// Moves parameters and statistics in place. Call it before an optimizer is made.
void moveTo(Network &network, const torch::Device &device);

} // namespace cairn
