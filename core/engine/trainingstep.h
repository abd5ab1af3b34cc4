#pragma once

#include "core/engine/batchloader.h"
#include "core/engine/network.h"
#include "core/engine/optimizer.h"

namespace cairn {

/// One training step: forward, cross-entropy, backward, optimiser. Forward and backward compute in
/// `precision` (never Auto); loss, gradients and weights are float32. Returns the batch's loss in nats; where
/// that is not finite, nothing is changed. The network must be in training mode.
double trainingStep(Network &network, Adam &optimizer, const Batch &batch, const StepRates &rates,
                    Precision precision);

} // namespace cairn
