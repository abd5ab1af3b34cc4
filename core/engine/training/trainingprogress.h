// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"
#include "core/learn/patiencecounter.h"
#include "core/learn/schedule.h"

#include <limits>
#include <QJsonObject>

namespace cairn {

/// Where a run stands between two optimizer steps. Together with the numbers of the network, the optimizer,
/// the averaged weights and the random generator it decides all that comes next.
struct TrainingProgress
{
    int stage = 0; ///< number of stages: the run is complete
    int epochOfStage = 0;
    qint64 batch = 0; ///< of the epoch, the next to be trained; all done: the validation is next
    bool stoppedEarly = false;
    TrainingOutcome outcome; ///< epochs, errors and seconds so far
    double bestLoss = std::numeric_limits<double>::infinity();
    double rateFactor = 1; ///< of this stage, less than 1 after a plateau
    SmoothedLoss::State smoothed;
    PatienceCounter::State stopping;
    PatienceCounter::State plateau;
    qint64 averageUpdates = 0;
    double lossScale = 1;
    int goodSteps = 0; ///< since the loss scale changed

    bool atStageStart() const { return epochOfStage == 0 && batch == 0; }
};

/// Numbers survive exactly.
QJsonObject toJson(const TrainingProgress &progress);
/// Error Corrupt: it does not suit `config`.
Result<TrainingProgress> trainingProgressFromJson(const QJsonObject &json, const TrainingConfig &config);

} // namespace cairn
