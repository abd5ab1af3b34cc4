#include "core/base/cores.h"

#include <algorithm>

#ifdef __linux__
#include <sched.h>
#else
#include <thread>
#endif

namespace cairn {

int availableCores()
{
#ifdef __linux__
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof(set), &set) == 0)
        return std::max(1, CPU_COUNT(&set));
    return 1;
#else
    return std::max(1, int(std::thread::hardware_concurrency()));
#endif
}

} // namespace cairn
