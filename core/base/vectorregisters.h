#pragma once

namespace cairn {

/// A library that is loaded (libhwy 1.0, which libjxl brings along) leaves the upper halves of the vector
/// registers in use; on x86-64 all SSE instructions of the thread then wait for them, and std::exp takes
/// twenty times as long. Frees them. For the first line of main(): threads begin with the registers of the
/// one that starts them.
inline void freeVectorRegisters()
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx"))
        __asm__ volatile("vzeroupper");
#endif
}

} // namespace cairn
