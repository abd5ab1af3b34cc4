#pragma once

namespace cairn {

/// Processors this process may run on (its CPU affinity), at least 1. LibTorch's own guess is one core on
/// some machines.
int availableCores();

} // namespace cairn
