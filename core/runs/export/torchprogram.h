// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/modelspec.h"

namespace cairn {

/// torchvision's own model takes weights of this network as they are.
bool fitsTorchvision(const ModelSpec &spec);

/// model.py: a PyTorch program that builds the network of exported weights on torchvision's ResNet, loads
/// them, and gives them fast.ai's names.
QByteArray torchProgram(const ModelSpec &spec);

/// model_info.h: what the bundle's C++ programs need to know.
QByteArray modelInfoHeader(const ModelSpec &spec, double temperature);

} // namespace cairn
