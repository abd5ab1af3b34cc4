// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/engine/distributed/peerwatch.h"
#include "core/learn/processgroup.h"

#include <memory>

namespace cairn {

/// What a process knows once all have met.
struct Meeting
{
    QString ownAddress; ///< of this machine, where the others reach it
    QString storeAddress; ///< where the first process's c10d store listens
    quint16 storePort = 0;
    int cores = 1; ///< of this machine, for this process: those that it shares with others are divided
    std::unique_ptr<PeerWatch> watch; ///< never null
};

/// Opens the first process's store and returns its port. Throws as c10d does.
using OpenStore = std::function<quint16()>;

/// Waits until all processes of the group have met. The first one listens at one of ProcessGroup::ports, the
/// others look for it there. Who else may listen there (torchrun's store, a Cairn of another job) is told
/// apart, without a byte sent to it, because the first process speaks first. `openStore` is called in the
/// first process only, when all are there. `progress` gets their number. Errors: Offline
/// (ProcessGroup::patienceSeconds have passed; the message says who is missing), Cancelled, Unsupported
/// (another version of Cairn or LibTorch).
Result<Meeting> meetPeers(const ProcessGroup &group, const OpenStore &openStore,
                          const ProgressCallback &progress, const CancelToken &cancel);

/// What a process says of the processors it may run on.
struct ProcessorClaim
{
    QString machine;
    std::vector<int> processors; ///< ascending
};

/// How many processors each may use: one that several claim on the same machine goes to one of them in turn.
/// At least 1 each.
std::vector<int> dividedCores(const std::vector<ProcessorClaim> &claims);

} // namespace cairn
