// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <ATen/core/Generator.h>
#include <torch/types.h>

namespace cairn {

/// "auto" (CUDA's first where there is one, else the processor), "cpu", "cuda" or "cuda:N" as torch's device.
/// Error Unsupported: this machine, or the LibTorch that Cairn was built with, has no such device. Nothing of
/// CUDA is needed to compile this.
Result<torch::Device> deviceFromName(const QString &name);

/// "CPU" or "CUDA 0".
QString deviceName(const torch::Device &device);

/// The generator that dropout draws from there.
at::Generator generatorOf(const torch::Device &device);

} // namespace cairn
