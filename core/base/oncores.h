// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/cores.h"

#include <atomic>
#include <thread>
#include <vector>

namespace cairn {

/// Calls work(i) for every i below `count` on all cores, in any order, and returns when all are done; after a
/// cancellation no further one begins. `work` must not throw.
template <typename Work>
void onAllCores(std::size_t count, const CancelToken &cancel, const Work &work)
{
    std::atomic<std::size_t> next = 0;
    const auto loop = [&] {
        for (std::size_t i = next++; i < count && !cancel.cancelled(); i = next++)
            work(i);
    };
    std::vector<std::thread> helpers;
    for (int i = 1; i < availableCores() && std::size_t(i) < count; ++i)
        helpers.emplace_back(loop);
    loop();
    for (std::thread &helper : helpers)
        helper.join();
}

} // namespace cairn
