// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"
#include "core/learn/exportjob.h"

namespace cairn {

/// Largest difference of a probability that float32 rounding explains.
inline constexpr double exportTolerance = 1e-4;

/// What the trained network says in float32, for files to be compared with.
struct Expected
{
    torch::Tensor images; ///< N×3×S×S, normalized, N ≥ 1
    torch::Tensor probabilities; ///< N×classes, at `temperature`
    double temperature = 1;
    int realImages = 0; ///< 0: `images` is a pattern
};

/// `images` may have N = 0: a pattern takes their place, so that the arithmetic is still compared.
Expected expectedOf(Network &network, double temperature, const torch::Tensor &images);

/// Reads a file that was written a moment ago with a reader that shares no code with its writer – OpenCV for
/// ONNX, and ONNX Runtime where Cairn was built with it, LibTorch for TorchScript (loading it runs it: never
/// use this on a file from elsewhere), a second parse for weights – and compares what it says. `file.path` is
/// the place it is in now. Errors: Corrupt (it cannot be read, or a probability differs by more than
/// exportTolerance), OutOfMemory.
Result<ExportCheck> checkModelFile(const ModelFile &file, const Expected &expected);

/// What evaluating in bfloat16 adds.
ExportCheck compareBfloat16(Network &network, const Expected &expected);

} // namespace cairn
