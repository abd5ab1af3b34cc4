// SPDX-License-Identifier: GPL-3.0-or-later
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

/// The layers of headLayers() as members 0, 1, … for a body of `features` channels. Their initialization is
/// fast.ai's create_head's: Linear Kaiming normal (fan-in) with bias 0, BatchNorm 1 and 0, in version 2's
/// head 1 and 0.001, the final one 1 and 0 with momentum 0.01. Requires a head that headLayers() accepts.
torch::nn::Sequential makeHead(const HeadConfig &config, int features, int classes);

/// torchvision's `fc`, initialized as a hidden layer of that library is.
torch::nn::Linear makePlainHead(int features, int classes);

} // namespace cairn
