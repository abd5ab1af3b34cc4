#pragma once

#include "core/engine/network.h"
#include "core/learn/world.h"

#include <memory>
#include <stdexcept>

namespace cairn {

/// What the processes tell each other of a batch: sums over all of them.
struct PeerStep
{
    double loss = 0; ///< of every picture
    double pictures = 0;
    bool cancelled = false; ///< of any
};

/// Thrown where another process does not answer.
struct PeerLost : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// The sentence for it.
Error peerLostError(const PeerLost &lost);

/// The processes that train together, connected by LibTorch's c10d: NCCL where training is on CUDA and there
/// is such a LibTorch, Gloo otherwise. Every function must be called by all of them, in the same order; they
/// wait for each other, at most for World::patienceSeconds, and throw PeerLost.
class Peers
{
public:
    /// Waits for all. Errors: Offline, Unsupported (built without c10d's Gloo).
    static Result<std::unique_ptr<Peers>> join(const World &world, const torch::Device &device);
    virtual ~Peers() = default;

    int rank() const { return m_world.rank; }
    int size() const { return m_world.size; }
    bool first() const { return m_world.first(); }

    PeerStep agree(const PeerStep &own);
    /// Replaces every gradient by its sum over all, in buckets of 25 MB (PyTorch's
    /// DistributedDataParallel: Li et al. 2020, arXiv:2006.15704), and returns the sum of the weights. Where
    /// this process has no gradient for a learning parameter it counts as zeros.
    double sumGradients(Network &network, double weight);
    /// The first's become everybody's.
    double fromFirst(double value);
    QByteArray fromFirst(const QByteArray &bytes);
    void fromFirst(Network &network);

protected:
    explicit Peers(const World &world)
        : m_world(world)
    {
    }
    /// In place, tensors of any device and type.
    virtual void sum(torch::Tensor &tensor) = 0;
    virtual void copyFromFirst(torch::Tensor &tensor) = 0;

private:
    const World m_world;
};

} // namespace cairn
