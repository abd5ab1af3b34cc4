#pragma once

#include "core/engine/batchloader.h"
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

/// The device that a configuration asks for. Errors: those of deviceFromName(); InvalidInput for float16
/// elsewhere than on CUDA. Of several processes on one machine each takes the device of its `localRank`,
/// where the configuration does not number one.
Result<torch::Device> deviceFor(const TrainingConfig &config, int localRank = 0);

/// How training and validation pictures are loaded at a size in pixels.
LoaderOptions trainingLoader(const TrainingConfig &config, int imageSize);
LoaderOptions validationLoader(const TrainingConfig &config, int imageSize);

/// A sentence about batches that are not what was asked for: pictures left out of the last one (`leftOut` of
/// them), or fewer pictures than a batch; empty otherwise.
QString batchNotice(qint64 leftOut, const TrainingConfig &config, const LearningSet &data);

/// A sentence where a step may need more memory than there is, at the largest size of its stages; empty
/// otherwise, and where a device does not say how much it has. An estimate: it stops nothing.
QString memoryWarning(const TrainingConfig &config, const LearningSet &data,
                      const torch::Device &device = torch::kCPU);

/// Replaces the message of an OutOfMemory by one that names a batch size to try; other errors stay.
Error withBatchSizeAdvice(Error error, const TrainingConfig &config);

} // namespace cairn
