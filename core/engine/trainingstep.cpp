#include "core/engine/trainingstep.h"

#include "core/engine/device.h"
#include "core/engine/torchruntime.h"

#include <cmath>

namespace cairn {

StepOptions stepOptions(const TrainingConfig &config, const torch::Device &device)
{
    return {resolvePrecision(config.precision, device),
            device,
            config.regularisation,
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
    , m_scale(options.precision == Precision::Float16)
{
}

torch::Tensor TrainingStep::forward(const Batch &batch, qint64 step)
{
    const AutocastGuard autocast(m_options.precision, m_options.device);
    const MixedBatch mixed = mixBatch(onDevice(batch, m_options.device), m_options.regularisation,
                                      m_options.seed, step, alone() ? 0 : m_peers->rank());
    const torch::Tensor logits = m_network->forward(mixed.images);
    return mixedLoss(logits.to(torch::kFloat), mixed, m_options.regularisation.labelSmoothing);
}

TrainingStep::Outcome TrainingStep::add(const Batch *batch, const StepRates &rates, qint64 step, bool last,
                                        bool cancel)
{
    torch::Tensor loss;
    double pictures = 0;
    Outcome outcome;
    if (batch) {
        loss = forward(*batch, step);
        pictures = double(batch->images.size(0));
        outcome.loss = loss.item<double>();
    }
    if (!alone()) {
        const PeerStep all = m_peers->agree({outcome.loss * pictures, pictures, cancel});
        outcome.loss = all.pictures > 0 ? all.loss / all.pictures : 0;
        outcome.cancelled = all.cancelled;
    }
    outcome.finite = std::isfinite(outcome.loss);
    if (!outcome.finite || outcome.cancelled)
        return outcome;
    // A batch that is a step by itself needs no weight.
    const bool whole = alone() && m_options.accumulate == 1;
    const double weight = whole ? 1 : pictures / m_options.batchSize;
    if (batch)
        (whole && m_scale.factor() == 1 ? loss : loss * (weight * m_scale.factor())).backward();
    m_weight += weight;
    ++m_batches;
    if (m_batches >= m_options.accumulate || last)
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
    const double weight = alone() ? m_weight : m_peers->sumGradients(m_network, m_weight);
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
        finite = m_options.clipGradients <= 0
            || std::isfinite(cairn::clipGradients(gradients, m_options.clipGradients));
        if (finite && weight > 0) {
            m_optimizer.step(rates);
            outcome.stepped = true;
        }
    }
    m_optimizer.clearGradients();
    return finite;
}

} // namespace cairn
