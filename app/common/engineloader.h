// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

namespace cairn {

/// Loads the library cairn_engine (0.5 s, 160 MB: LibTorch) from ../lib beside the program and makes the
/// engine. Call it in the thread that will use the engine. The library stays loaded until the process ends.
/// Error NotFound names the file that is missing.
Result<std::unique_ptr<Engine>> loadEngine();

} // namespace cairn
