// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace cairn {

/// LibTorch's threads (libgomp's) wait for each other by spinning unless OMP_WAIT_POLICY says "passive",
/// which beside any other work costs more than it gains. libgomp reads it when it is
/// loaded, before main(): where nobody has decided, this sets it and executes the program again, with the
/// same arguments. If that fails the program goes on as it is. Call it first in main().
void letThreadsSleep(char **arguments);

} // namespace cairn
