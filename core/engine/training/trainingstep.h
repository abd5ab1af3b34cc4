// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/mixing.h"
#include "core/engine/distributed/gradientsum.h"
#include "core/engine/training/gradients.h"
#include "core/engine/training/optimizer.h"

#include <limits>

namespace cairn {

/// How batches become steps.
struct StepOptions
{
    Precision precision = Precision::Float32; ///< never Auto
    torch::Device device = torch::kCPU; ///< where the network is
    Regularization regularization;
    double clipGradients = 0; ///< 0: no limit
    int accumulate = 1; ///< batches that make one step
    int batchSize = 1; ///< of a full batch; only relates batches of different sizes
    quint64 seed = 0; ///< of mixing
};

StepOptions stepOptions(const TrainingConfig &config, const torch::Device &device);

/// Forward, loss, backward, and the optimizer's step once `accumulate` batches have given their gradients.
/// The gradient of a step is that of the mean over all its images, as one large batch would give it (where
/// no BatchNorm looks at the parts that are accumulated), over the batches of all peers. Forward and backward
/// compute in `precision`; loss, gradients and weights are float32. Use it from one thread; throws as torch
/// does.
class TrainingStep
{
public:
    /// All three outlive it. `peers` null: this process trains alone.
    TrainingStep(Network &network, Adam &optimizer, const StepOptions &options, Peers *peers = nullptr);

    struct Outcome
    {
        double loss = 0; ///< mean over the batch, that of all peers, nats
        qint64 images = 0; ///< of all peers; fewer than two of several: nothing was done
        /// Euclidean norm of all gradients of the step, before they were clipped; NaN where no step was
        /// taken.
        double gradientNorm = std::numeric_limits<double>::quiet_NaN();
        bool stepped = false; ///< weights changed
        bool finite = true; ///< false: loss or gradients are no numbers, and nothing was changed
        bool cancelled = false; ///< a peer wants to stop; nothing was changed
    };

    /// No `batch`: this process has no image for this step, its peers have. It is let go of after the
    /// forward pass. `step` is the batch's number in the run. `last`: take the step now, however few batches
    /// there are. The network must be in training mode. `cancel` is told to the peers.
    Outcome add(std::optional<Batch> batch, const StepRates &rates, qint64 step, bool last,
                bool cancel = false);

    /// Takes the step for batches whose gradients wait, if there are any: for the end of an epoch whose last
    /// batch was missing. True: weights changed.
    bool flush(const StepRates &rates);

    /// Nothing is under way: the network, the optimizer and lossScale() are all there is to keep.
    bool atRest() const { return m_batches == 0; }
    LossScale &lossScale() { return m_scale; }

private:
    torch::Tensor forward(const std::optional<Batch> &batch, qint64 step);
    bool finishStep(const StepRates &rates, Outcome &outcome);
    bool alone() const { return m_peers == nullptr; }

    Network &m_network;
    Adam &m_optimizer;
    const StepOptions m_options;
    Peers *const m_peers;
    std::unique_ptr<GradientSum> m_sum; // null: alone
    LossScale m_scale;
    int m_batches = 0; // whose gradients are waiting
    double m_weight = 0; // their images, in full batches
};

} // namespace cairn
