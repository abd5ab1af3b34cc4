// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/threadwaiting.h"

#include <unistd.h>

#include <cstdlib>

namespace cairn {

void letThreadsSleep(char **arguments)
{
    constexpr auto policy = "OMP_WAIT_POLICY";
    // GOMP_SPINCOUNT decides the same, more finely.
    if (std::getenv(policy) || std::getenv("GOMP_SPINCOUNT") || setenv(policy, "passive", 0) != 0)
        return;
    execv("/proc/self/exe", arguments);
}

} // namespace cairn
