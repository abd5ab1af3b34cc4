// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace cairn {

/// Code that a QApplication runs leaves the upper halves of the vector registers in use (xgetbv tells, with
/// Debian 12's Qt); on x86-64 the thread's SSE instructions then wait for them, and std::exp takes twenty
/// times as long. Frees them, before much arithmetic.
inline void freeVectorRegisters()
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx"))
        __asm__ volatile("vzeroupper");
#endif
}

} // namespace cairn
