// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/distributed/peers.h"

namespace cairn {

/// Peers over c10d: the one file that includes its headers. Errors as Peers::join().
Result<c10::intrusive_ptr<Peers>> connectPeerGroup(const ProcessGroup &group, const torch::Device &device,
                                                   const ProgressCallback &progress,
                                                   const CancelToken &cancel);

} // namespace cairn
