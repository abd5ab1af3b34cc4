// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/engine/network/network.h"
#include "core/learn/trainingconfig.h"

namespace cairn {

/// A network as training starts with it.
struct PreparedNetwork
{
    Network network;
    QString weightsReport; ///< what was loaded and what did not fit, one sentence; empty for random weights
};

/// Seeds torch's random numbers, makes the network and loads its weights; the convolutions' are
/// channels_last. Errors: Offline ("imagenet" and no such file), and those of readWeightFile() and
/// loadPretrained().
Result<PreparedNetwork> prepareNetwork(const TrainingConfig &config, const QStringList &classes);

} // namespace cairn
