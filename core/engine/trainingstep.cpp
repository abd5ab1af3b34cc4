#include "core/engine/trainingstep.h"

#include "core/engine/torchruntime.h"

#include <cmath>

namespace cairn {

double trainingStep(Network &network, Adam &optimizer, const Batch &batch, const StepRates &rates,
                    Precision precision)
{
    torch::Tensor loss;
    {
        const AutocastGuard autocast(precision);
        const torch::Tensor logits = network->forward(batch.images);
        loss = torch::cross_entropy_loss(logits.to(torch::kFloat), batch.labels);
    }
    const double value = loss.item<double>();
    if (!std::isfinite(value))
        return value;
    loss.backward();
    optimizer.step(rates);
    optimizer.clearGradients();
    return value;
}

} // namespace cairn
