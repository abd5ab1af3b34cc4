// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/engine/network/network.h"
#include "core/learn/processgroup.h"

#include <memory>
#include <stdexcept>

namespace cairn {

/// What the processes tell each other before a step.
struct PeerStep
{
    double images = 0; ///< of all together
    bool cancelled = false; ///< of any
};

/// Thrown where another process does not answer.
struct PeerLost : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// The sentence for it.
Error peerLostError(const PeerLost &lost);

/// A sum that is under way.
class PendingSum
{
public:
    virtual ~PendingSum() = default;
    virtual torch::Tensor wait() = 0; ///< Throws PeerLost.
};

/// The processes that train together, connected by LibTorch's c10d: NCCL where training is on CUDA and there
/// is such a LibTorch, Gloo otherwise. Every function must be called by all of them, in the same order; they
/// wait for each other, at most for ProcessGroup::patienceSeconds, and throw PeerLost; that a machine is gone
/// they notice after 20 s.
class Peers : public SumOverPeers
{
public:
    /// Waits for all; `progress` gets the number that are there. Errors: Offline, Cancelled, Unsupported
    /// (built without c10d's Gloo; different versions).
    static Result<c10::intrusive_ptr<Peers>> join(const ProcessGroup &group, const torch::Device &device,
                                                  const ProgressCallback &progress,
                                                  const CancelToken &cancel);

    int rank() const { return m_group.rank; }
    int size() const { return m_group.size; }
    bool isPrimary() const { return m_group.isPrimary(); }
    /// Of this machine, for this process: its own less what others of this training on it take.
    int cores() const { return m_cores; }

    PeerStep agree(const PeerStep &own);
    using SumOverPeers::sum;
    double sum(double value);
    /// The sum of a flat tensor on the group's device, which others may follow before it is there.
    virtual std::unique_ptr<PendingSum> beginSum(torch::Tensor flat) = 0;
    /// The first's become everybody's.
    double broadcast(double value);
    QByteArray broadcast(const QByteArray &bytes);
    void broadcast(Network &network);
    /// From now on its norms that learn look at the images of all.
    void shareNorms(Network &network);

protected:
    Peers(const ProcessGroup &group, int cores)
        : m_group(group)
        , m_cores(cores)
    {
    }
    virtual void broadcastTensor(torch::Tensor &tensor) = 0;

private:
    const ProcessGroup m_group;
    const int m_cores;
};

} // namespace cairn
