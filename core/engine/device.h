#pragma once

#include "core/base/result.h"
#include "core/engine/batchloader.h"
#include "core/engine/network.h"

namespace cairn {

/// "auto" (CUDA's first where there is one, else the processor), "cpu", "cuda" or "cuda:N" as torch's device.
/// Error Unsupported: this machine, or the LibTorch that Cairn was built with, has no such device. Nothing of
/// CUDA is needed to compile this.
Result<torch::Device> deviceFromName(const QString &name);

/// "CPU" or "CUDA 0".
QString deviceName(const torch::Device &device);

/// Moves parameters and statistics in place. Call it before an optimiser is made.
void moveTo(Network &network, const torch::Device &device);

/// The batch there; the same on the processor. To CUDA it goes through pinned memory, without waiting.
Batch onDevice(Batch batch, const torch::Device &device);

/// The generator that dropout draws from there.
at::Generator generatorOf(const torch::Device &device);

} // namespace cairn
