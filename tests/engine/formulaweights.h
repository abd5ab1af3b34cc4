// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"

namespace cairn {

/// Weights that Python can make too: tensor k of the state dict, element i: s = a hash of i + k · 0x9e3779b9
/// in −1 … 1; kernels s √(6 / fan-in), matrices a tenth of that, variances 1 + s² / 2, other weights 1 + s /
/// 5, the rest s / 10.
void fillByFormula(Network &network);

/// 1×3×side×side, channel c at (x, y): sin(0.1 (c + 1) (x + 2 y)).
torch::Tensor formulaImage(int side);

/// A network's description with `classes` classes named "class 0" …
ModelSpec specOf(Arch arch, int classes, HeadConfig::Kind kind = HeadConfig::Kind::FastAi);

} // namespace cairn
