#pragma once

#include "core/engine/head.h"
#include "core/engine/resnet.h"

#include <array>
#include <string>
#include <vector>

namespace cairn {

/// A ResNet body with a classifier on it. State-dict names: the body's are torchvision's, the head's are
/// `head.<index in fast.ai's Sequential>` or, for the plain head, `fc`. Not thread-safe.
struct NetworkImpl : ResNetImpl
{
    explicit NetworkImpl(const ModelSpec &spec, Norms norms = Norms::BatchNorm);

    /// x: N×3×H×W, RGB normalised as ImageNet; returns logits, N×classes, in the head's type.
    torch::Tensor forward(const torch::Tensor &x);

    /// The head's part of forward(): what features() gave → logits.
    torch::Tensor classify(const torch::Tensor &features);

    torch::nn::Sequential head{nullptr}; ///< HeadConfig::Kind::FastAi
    torch::nn::Linear fc{nullptr}; ///< HeadConfig::Kind::Plain

    const ModelSpec spec;
    const Norms norms;
    bool bodyNormsLearn
        = true; ///< false: the body's BatchNorms stay in evaluation mode while training; see setFrozen()
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
/// conv1 … layer2 | layer3, layer4 | head; parameters in the order of the state dict.
using LayerGroups = std::array<std::vector<LayerParameter>, 3>;
LayerGroups layerGroups(Network &network);

/// `frozen`: of the body, only BatchNorms learn, and those only with `trainBatchNorm` (fast.ai's train_bn).
/// Without it they also stay in evaluation mode, that is, their running statistics keep still. Call
/// setTrainingMode() afterwards.
void setFrozen(Network &network, bool frozen, bool trainBatchNorm);

/// Like train(bool) of a module, but respects what setFrozen() said of the body's BatchNorms. Use it instead.
void setTrainingMode(Network &network, bool training);

/// A network for inference that gives the same logits to rounding: BatchNorms are part of the convolutions,
/// which saves their memory traffic. In evaluation mode, without gradients, weights channels_last; the
/// original is not changed. `bodyType` kBFloat16 stores the body in half the size, for processors that
/// compute with it; the head stays float32.
Network foldBatchNorms(Network &network, torch::ScalarType bodyType = torch::kFloat);

} // namespace cairn
