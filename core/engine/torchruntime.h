#pragma once

#include "core/engine/torchcompat.h"
#include "core/learn/trainingconfig.h"

namespace cairn {

/// Threads that a computation uses: `wanted`, or every core this process may run on for 0.
int computeThreads(int wanted);

/// Sets LibTorch up for the calling thread: its number of threads (LibTorch's own guess is one core on some
/// machines), its warnings (to the log), and the allocator's thresholds. Call it in the thread that computes,
/// before the first tensor; calling it again changes the threads.
void configureTorch(int threads);

/// Gives memory that the allocator kept for the next step back to the system. Call it when a computation has
/// ended.
void releaseUnusedMemory();

/// Auto → BFloat16 where the processor multiplies bfloat16 in hardware (AVX512-BF16, AMX); emulated, it is
/// slower than float32. Others stay as they are.
Precision resolvePrecision(Precision precision);

/// "LibTorch 1.13.1, OpenBLAS, 2 threads, bfloat16".
QString torchDescription();

/// Lets operations that gain from it compute in bfloat16 while it lives. Parameters, gradients and the
/// optimiser stay float32. Per thread.
class AutocastGuard
{
public:
    /// Does nothing for Float32. `precision` must not be Auto.
    explicit AutocastGuard(Precision precision);
    ~AutocastGuard();
    AutocastGuard(const AutocastGuard &) = delete;
    AutocastGuard &operator=(const AutocastGuard &) = delete;

private:
    bool m_active;
    torchcompat::CpuAutocast m_before;
};

} // namespace cairn
