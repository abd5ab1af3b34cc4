// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/trainingstep.h"

#include "core/engine/runtime/device.h"
#include "core/engine/runtime/torchruntime.h"

#include <cmath>

namespace cairn {

StepOptions stepOptions(const TrainingConfig &config, const torch::Device &device)
{
    return {resolvePrecision(config.precision, device),
            device,
            config.regularization,
            config.safeguards.clipGradients,
            config.safeguards.accumulate,
            config.batchSize,
            config.seed};
}

TrainingStep::TrainingStep(Network &network, Adam &optimizer, const StepOptions &options, Peers *peers)
    : m_network(network)
    , m_optimizer(optimizer)
    , m_options(options)
    , m_peers(peers)
    , m_sum(peers ? std::make_unique<GradientSum>(network, *peers) : nullptr)
    , m_scale(options.precision == Precision::Float16)
{
}

torch::Tensor TrainingStep::forward(const std::optional<Batch> &batch, qint64 step)
{
    const AutocastGuard autocast(m_options.precision, m_options.device);
    // Without an image, too, a process takes part in what its peers' norms sum up. (Not with a batch of
    // none: LibTorch 1.13 has no convolution of it where weights are channels_last.)
    if (!batch)
        return m_network->forward(torch::zeros({1, 3, 32, 32}, m_options.device)).to(torch::kFloat).sum();
    const MixedBatch mixed = mixBatch(onDevice(*batch, m_options.device), m_options.regularization,
                                      m_options.seed, step, alone() ? 0 : m_peers->rank());
    const torch::Tensor logits = m_network->forward(mixed.images);
    return mixedLoss(logits.to(torch::kFloat), mixed, m_options.regularization.labelSmoothing);
}

TrainingStep::Outcome TrainingStep::add(std::optional<Batch> batch, const StepRates &rates, qint64 step,
                                        bool last, bool cancel)
{
    const double count = batch ? double(batch->images.size(0)) : 0;
    Outcome outcome;
    outcome.images = qint64(count);
    if (!alone()) {
        const PeerStep all = m_peers->agree({count, cancel});
        outcome.images = qint64(all.images);
        outcome.cancelled = all.cancelled;
        if (all.cancelled || all.images < 2)
            return outcome;
        m_peers->hasImages = batch.has_value();
    }
    const torch::Tensor loss = forward(batch, step);
    batch.reset(); // the backward pass has the half of it that it needs
    outcome.loss = loss.item<double>();
    if (!alone())
        outcome.loss = m_peers->sum(outcome.loss * count) / double(outcome.images);
    outcome.finite = std::isfinite(outcome.loss);
    if (!outcome.finite)
        return outcome;
    // A batch that is a step by itself needs no weight.
    const bool whole = alone() && m_options.accumulate == 1;
    const double weight = whole ? 1 : count / m_options.batchSize;
    const bool stepEnds = m_batches + 1 >= m_options.accumulate || last;
    if (m_sum && stepEnds)
        m_sum->arm();
    (whole && m_scale.factor() == 1 ? loss : loss * (weight * m_scale.factor())).backward();
    m_weight += weight;
    ++m_batches;
    if (stepEnds)
        outcome.finite = finishStep(rates, outcome);
    return outcome;
}

bool TrainingStep::flush(const StepRates &rates)
{
    Outcome outcome;
    return !atRest() && finishStep(rates, outcome) && outcome.stepped;
}

bool TrainingStep::finishStep(const StepRates &rates, Outcome &outcome)
{
    const double weight = alone() ? m_weight : m_sum->finish(m_weight);
    const std::vector<torch::Tensor> gradients = gradientsOf(m_network);
    m_batches = 0;
    m_weight = 0;
    if (weight != 1 && weight > 0) {
        const torch::NoGradGuard noGrad;
        for (torch::Tensor gradient : gradients)
            gradient.mul_(1 / weight);
    }
    bool finite = true;
    if (m_scale.unscale(gradients)) {
        const bool clips = m_options.clipGradients > 0;
        if (clips)
            outcome.gradientNorm = cairn::clipGradients(gradients, m_options.clipGradients);
        finite = !clips || std::isfinite(outcome.gradientNorm);
        if (finite && weight > 0) {
            const double norm = m_optimizer.step(rates);
            outcome.gradientNorm = clips ? outcome.gradientNorm : norm;
            outcome.stepped = true;
        }
    }
    m_optimizer.clearGradients();
    return finite;
}

} // namespace cairn
