#pragma once

#include "core/engine/network.h"

namespace cairn {

/// Weights that Python can make too: tensor k of the state dict, element i: s = ((i² mod 1009 · 31 + 7919 i +
/// 104729 k) mod 2001 − 1000) / 1000; matrices and kernels s √(2 / fan-in), variances 1 + s² / 2, other
/// weights 1 + s / 5, the rest s / 10.
void fillByFormula(Network &network);

/// 1×3×side×side, channel c at (x, y): sin(0.1 (c + 1) (x + 2 y)).
torch::Tensor formulaImage(int side);

/// A network's description with `classes` classes named "class 0" …
ModelSpec specOf(Arch arch, int classes, HeadConfig::Kind kind = HeadConfig::Kind::FastAi);

} // namespace cairn
