// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cores.h"

#ifdef __linux__
#include <sched.h>
#else
#include <algorithm>
#include <numeric>
#include <thread>
#endif

namespace cairn {

std::vector<int> availableProcessors()
{
#ifdef __linux__
    std::vector<int> processors;
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof(set), &set) == 0) {
        for (int i = 0; i < CPU_SETSIZE; ++i) {
            if (CPU_ISSET(i, &set))
                processors.push_back(i);
        }
    }
    return processors.empty() ? std::vector<int>{0} : processors;
#else
    std::vector<int> processors(std::max(1u, std::thread::hardware_concurrency()));
    std::iota(processors.begin(), processors.end(), 0);
    return processors;
#endif
}

int availableCores()
{
    return int(availableProcessors().size());
}

} // namespace cairn
