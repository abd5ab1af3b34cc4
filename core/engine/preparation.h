#pragma once

#include "core/engine/network.h"
#include "core/learn/learningset.h"
#include "core/learn/trainingconfig.h"

namespace cairn {

/// A network as training starts with it.
struct PreparedNetwork
{
    Network network;
    QString weightsReport; ///< what was loaded and what did not fit, one sentence; empty for random weights
};

/// What stops a training before it starts, as a sentence that says what to do. Error InvalidInput.
Result<void> checkTraining(const TrainingConfig &config, const LearningSet &data);

/// Seeds torch's random numbers, makes the network and loads its weights; the convolutions' are
/// channels_last. Errors: Offline ("imagenet" and no such file), and those of readWeightFile() and
/// loadPretrained().
Result<PreparedNetwork> prepareNetwork(const TrainingConfig &config, const QStringList &classes);

/// A sentence where a step may need more memory than there is, empty otherwise. An estimate: it stops
/// nothing.
QString memoryWarning(const TrainingConfig &config, const LearningSet &data);

/// Replaces the message of an OutOfMemory by one that names a batch size to try; other errors stay.
Error withBatchSizeAdvice(Error error, const TrainingConfig &config);

} // namespace cairn
