// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/sharednorm.h"
#include "core/learn/modelspec.h"

#include <torch/nn.h>

#include <vector>

namespace cairn {

/// What follows each convolution of a body.
enum class Norms {
    BatchNorm, ///< as trained
    Folded, ///< nothing: the convolutions have biases and their norms are part of them (inference only)
};

/// A residual block as torchvision arranges it: 3×3–3×3 ("basic"), or 1×1–3×3–1×1 with the stride in the 3×3
/// or, as the paper has it, in the first 1×1 ("bottleneck"). Its members are named as in torchvision's state
/// dicts: names that are stored are Python's.
struct BlockImpl : torch::nn::Module
{
    struct Shape
    {
        bool bottleneck = false;
        int inputs = 0; ///< channels
        int width = 0; ///< channels inside; a bottleneck gives four times as many
        int stride = 1;
        bool strideInFirst = false; ///< of a bottleneck
        bool shortcut = true; ///< false: a plain network's
        int outputs() const { return bottleneck ? 4 * width : width; }
    };
    BlockImpl(const Shape &shape, Norms norms);

    /// x: N×inputs×H×W; returns N×outputs×⌈H/stride⌉×⌈W/stride⌉.
    torch::Tensor forward(const torch::Tensor &x);

    void keepTransformedFilters(); ///< see ResNetImpl

    torch::nn::Conv2d conv1{nullptr}, conv2{nullptr}, conv3{nullptr}; ///< conv3 in bottlenecks only
    BatchNorm2d bn1{nullptr}, bn2{nullptr}, bn3{nullptr}; ///< empty when folded
    torch::nn::Sequential downsample{nullptr}; ///< 0: 1×1 convolution, 1: norm; only where the shape changes

    const bool shortcut;

private:
    torch::Tensor forwardNormed(const torch::Tensor &x, const torch::Tensor &added);
    torch::Tensor forwardFolded(const torch::Tensor &x, const torch::Tensor &added);

    torch::Tensor m_filters1, m_filters2; // transformedFilters() of conv1 and conv2, or undefined
};
TORCH_MODULE(Block);

/// A ResNet, or a plain network, without its pooling and classifier: conv1, bn1, layer1 … layer4 with
/// torchvision's names, as many of these as the cut leaves. The convolutions' weights are 0 until they are
/// read, drawn or folded, the norms' 1 and 0.
struct ResNetImpl : torch::nn::Module
{
    ResNetImpl(Arch arch, const BodyConfig &body, Norms norms);

    /// Random weights for all convolutions: Kaiming normal, fan-out (He et al. 2015, arXiv:1502.01852), as
    /// torchvision's.
    void drawWeights();

    /// x: N×3×H×W, normalized RGB (for a folded body of any type, which it turns into its own); returns
    /// N×bodyFeatures×⌈H/32⌉×⌈W/32⌉ (half as far down for every stage that is cut off), not negative.
    torch::Tensor features(const torch::Tensor &x);

    /// After conv1, its norm, ReLU and max pooling: N×64×⌈H/4⌉×⌈W/4⌉.
    torch::Tensor stem(const torch::Tensor &x);

    /// For a folded body whose weights stay as they are: prepares filters for their products once and for
    /// all, where that saves time.
    void keepTransformedFilters();

    torch::nn::Conv2d conv1{nullptr};
    BatchNorm2d bn1{nullptr}; ///< empty when folded
    std::vector<torch::nn::Sequential> layers; ///< layer1 …: Blocks

private:
    torch::Tensor foldedFeatures(const torch::Tensor &x);
    torch::Tensor throughLayers(torch::Tensor x, std::size_t first, std::size_t end);

    torch::Tensor m_stemFilters; // stemFilters() of conv1, or undefined
};

} // namespace cairn
