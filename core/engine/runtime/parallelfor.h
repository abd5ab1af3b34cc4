// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#ifndef _OPENMP
#error "Compile this file with OpenMP (see CMakeLists.txt); without it LibTorch uses only one thread."
#endif

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <optional>

namespace cairn {

/// Calls work(nextPart) in each of LibTorch's threads; nextPart() gives each of `count` parts to one of them.
/// Threads that lose time to other work, as to those that decode images, take fewer.
template <typename Work>
void parallelFor(int64_t count, Work &&work)
{
    std::atomic<int64_t> next = 0;
    at::parallel_for(0, std::min<int64_t>(at::get_num_threads(), count), 1, [&](int64_t, int64_t) {
        work([&]() -> std::optional<int64_t> {
            const int64_t part = next++;
            return part < count ? std::optional(part) : std::nullopt;
        });
    });
}

} // namespace cairn
