#pragma once

#include "core/base/cancel.h"

namespace cairn {

/// From now on the first SIGINT (Ctrl+C) or SIGTERM cancels the token, the second ends the process. Call it
/// once.
CancelToken cancelOnInterrupt();

} // namespace cairn
