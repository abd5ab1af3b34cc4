#pragma once

#include "core/learn/modelspec.h"

#include <torch/nn.h>

namespace cairn {

/// The largest and the mean value of every channel, side by side: N×C×H×W → N×2C×1×1, maxima first as in
/// fast.ai.
struct AdaptiveConcatPool2dImpl : torch::nn::Module
{
    torch::Tensor forward(const torch::Tensor &x);
};
TORCH_MODULE(AdaptiveConcatPool2d);

/// fast.ai's create_head for a body of `features` channels: 0 AdaptiveConcatPool2d, 1 Flatten, then
/// [BatchNorm1d, Dropout, Linear, ReLU] for each of hiddenUnits and [BatchNorm1d, Dropout, Linear] for the
/// classes, then perhaps a BatchNorm1d. The indices are fast.ai's, and so is the initialisation: Linear
/// Kaiming normal (fan-in) with bias 0, BatchNorm 1 and 0.001. Linears have biases, as in fast.ai 1. Requires
/// Kind::FastAi.
torch::nn::Sequential makeFastAiHead(const HeadConfig &config, int features, int classes);

/// torchvision's `fc`, initialised as a hidden layer of that library is.
torch::nn::Linear makePlainHead(int features, int classes);

/// Trainable numbers of a head, without building it.
qint64 headParameters(const HeadConfig &config, int features, int classes);

} // namespace cairn
