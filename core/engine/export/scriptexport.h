#pragma once

#include "core/engine/network/network.h"
#include "core/learn/engine.h"

namespace cairn {

/// Writes a network in evaluation mode as a TorchScript archive that torch.jit.load() reads: input N×3×H×W
/// float32 RGB normalised as ImageNet, output N×classes logits; parameters under their state-dict names; the
/// ModelSpec as extra file "cairn.json". Errors: WriteFailed, Internal, OutOfMemory.
Result<void> writeTorchScript(const QString &path, Network &network);

/// Loads a file with LibTorch's own reader and compares its probabilities with the network's on `batch`
/// (N×3×H×W, normalised). Only for files that writeTorchScript() has just written: loading TorchScript runs
/// it. Errors: Corrupt (cannot be loaded), OutOfMemory.
Result<ExportCheck> compareTorchScript(const QString &path, Network &network, const torch::Tensor &batch);

/// Largest difference of a probability that float32 rounding explains.
inline constexpr double exportTolerance = 1e-4;

/// writeTorchScript() beside `target`, comparison, then a rename: `target` is the old file or a verified new
/// one. Errors: as above, and Corrupt where the probabilities differ by more than exportTolerance.
Result<ExportCheck> exportTorchScript(const QString &target, Network &network, const torch::Tensor &batch);

} // namespace cairn
