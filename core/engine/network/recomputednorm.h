// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/sharednorm.h"

#include <torch/nn/modules/conv.h>

namespace cairn {

/// conv(relu(norm(x))), as blocks have it; x N×C×H×W. Where the convolution is Winograd's and the process
/// trains alone, what lies between norm and convolution is not kept for the backward pass but computed again
/// from x, which the norm keeps anyway: a quarter less memory for a ResNet-34, the same gradients to the bit
/// (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost", arXiv:1604.06174, which names norms
/// and activations as what is cheap to compute again).
torch::Tensor convolveRecomputingNorm(BatchNorm2d &norm, torch::nn::Conv2d &convolution,
                                      const torch::Tensor &x);

} // namespace cairn
