// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/runtime/torchcompat.h"
#include "core/learn/trainingconfig.h"

#include <torch/types.h>

namespace cairn {

/// Threads that a computation uses: `wanted`, or every core this process may run on for 0.
int computeThreads(int wanted);

/// Sets LibTorch up for the calling thread: its number of threads (LibTorch's own guess is one core on some
/// machines), and its warnings (to the log). Call it in the thread that computes,
/// before the first tensor; calling it again changes the threads.
void configureTorch(int threads);

/// Gives memory that the allocator kept for the next step back to the system. Call it when a computation has
/// ended.
void releaseUnusedMemory();

/// Whether the kernel lists `feature` among the processor's, say "avx512_bf16"; false where it has no such
/// list.
bool processorHas(const QByteArray &feature);

/// Auto → BFloat16 where the processor multiplies bfloat16 in hardware (AVX512-BF16, AMX); emulated, it is
/// slower than float32. On CUDA Auto → Float16, which every NVIDIA processor with tensor cores has, bfloat16
/// only the newer ones. Others stay as they are.
Precision resolvePrecision(Precision precision, const c10::Device &device = c10::kCPU);

/// The type of a body's weights that only classifies (see foldBatchNorms()) with a resolved precision.
torch::ScalarType inferenceType(Precision precision);

/// "LibTorch 1.13.1, OpenBLAS, 2 threads, bfloat16".
QString torchDescription();

/// Lets operations on a device that gain from it compute in 16 bits while it lives. Parameters, gradients and
/// the optimizer stay float32. Per thread.
class AutocastGuard
{
public:
    /// Does nothing for Float32. `precision` must not be Auto.
    explicit AutocastGuard(Precision precision, const c10::Device &device = c10::kCPU);
    ~AutocastGuard();
    AutocastGuard(const AutocastGuard &) = delete;
    AutocastGuard &operator=(const AutocastGuard &) = delete;

private:
    const bool m_active;
    const c10::DeviceType m_device;
    const torchcompat::Autocast m_before;
};

} // namespace cairn
