// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace cairn {

/// The processors this process may run on (its CPU affinity), by the kernel's numbers, ascending. At least
/// one.
std::vector<int> availableProcessors();

/// How many they are. LibTorch's own guess is one core on some machines.
int availableCores();

} // namespace cairn
