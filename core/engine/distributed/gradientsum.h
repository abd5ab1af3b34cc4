// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/distributed/peers.h"

namespace cairn {

/// Adds the gradients of a network up over the processes that train together while the backward pass still
/// goes on: parameters are put into buckets of 25 MB from the last to the first, as the backward pass reaches
/// them, and a bucket is sent as soon as all its gradients are there (PyTorch's DistributedDataParallel: Li
/// et al. 2020, arXiv:2006.15704). All processes must have the same parameters that learn. Throws PeerLost.
class GradientSum
{
public:
    /// Both outlive it. What learns must not change while it lives.
    GradientSum(Network &network, Peers &peers);
    ~GradientSum();
    GradientSum(const GradientSum &) = delete;
    GradientSum &operator=(const GradientSum &) = delete;

    /// The next backward pass completes the gradients. Without it they are sent in finish().
    void arm() { m_armed = true; }

    /// Replaces every gradient by its sum over all, and returns the sum of the weights. Where this process
    /// has no gradient for a parameter it counts as zeros. The gradients lie in memory that the next backward
    /// pass writes again: clear them before.
    double finish(double weight);

private:
    struct Bucket
    {
        std::size_t begin = 0; ///< of m_parameters
        std::size_t end = 0;
        std::size_t missing = 0; ///< gradients that are not there yet
        /// Their memory, used in every step: fresh pages would cost more than the sum.
        torch::Tensor flat = {};
        std::unique_ptr<PendingSum> sum = {};

        /// The values of a parameter that begin at `from`, which moves on.
        torch::Tensor part(const torch::Tensor &parameter, int64_t &from) const;
    };

    void ready(std::size_t parameter);
    void send(Bucket &bucket);

    Peers &m_peers;
    std::vector<torch::Tensor> m_parameters; // from the last to the first
    std::vector<std::shared_ptr<torch::autograd::Node>> m_accumulators;
    std::vector<uintptr_t> m_hooks; // of m_accumulators
    std::vector<bool> m_ready; // gradients that are there before the pass has ended
    std::vector<Bucket> m_buckets;
    std::size_t m_sent = 0; // buckets, in their order, which is the same in all processes
    bool m_armed = false;
};

} // namespace cairn
