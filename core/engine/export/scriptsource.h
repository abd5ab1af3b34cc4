// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"

#include <string>

namespace cairn {

/// TorchScript of a network's forward function in evaluation mode, for a module whose parameters have the
/// network's state-dict names.
std::string forwardSource(Network &network);

} // namespace cairn
