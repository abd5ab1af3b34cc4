// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/trainingprogress.h"
#include "core/base/text.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

// JSON has no infinity: such a number is left out.
void put(QJsonObject &json, const QString &name, double value)
{
    if (std::isfinite(value))
        json[name] = value;
}

double get(const QJsonObject &json, const QString &name)
{
    return json[name].toDouble(std::numeric_limits<double>::infinity());
}

QJsonObject toJson(const PatienceCounter::State &state)
{
    QJsonObject json{{u"waited"_s, state.waited}};
    put(json, u"best"_s, state.best);
    return json;
}

PatienceCounter::State patienceFrom(const QJsonObject &json)
{
    return {get(json, u"best"_s), std::max(0, json[u"waited"_s].toInt())};
}

QJsonObject toJson(const TrainingOutcome &outcome)
{
    QJsonObject json{{u"epochs"_s, outcome.epochs}, {u"best_epoch"_s, outcome.bestEpoch}};
    put(json, u"best_error_rate"_s, outcome.bestErrorRate);
    put(json, u"error_rate"_s, outcome.errorRate);
    put(json, u"valid_loss"_s, outcome.validLoss);
    put(json, u"seconds"_s, outcome.seconds);
    return json;
}

TrainingOutcome outcomeFrom(const QJsonObject &json)
{
    TrainingOutcome outcome;
    outcome.epochs = json[u"epochs"_s].toInt(-1);
    outcome.bestEpoch = json[u"best_epoch"_s].toInt(-1);
    outcome.bestErrorRate = get(json, u"best_error_rate"_s);
    outcome.errorRate = get(json, u"error_rate"_s);
    outcome.validLoss = get(json, u"valid_loss"_s);
    outcome.seconds = get(json, u"seconds"_s);
    return outcome;
}

int epochsBefore(const TrainingConfig &config, int stage)
{
    int epochs = 0;
    for (int index = 0; index < stage; ++index)
        epochs += config.stages[index].epochs;
    return epochs;
}

bool matches(const TrainingProgress &progress, const TrainingConfig &config)
{
    if (progress.stage < 0 || progress.stage > config.stages.size() || progress.batch < 0)
        return false;
    const bool complete = progress.stage == config.stages.size();
    const int epochs = complete ? 1 : config.stages[progress.stage].epochs;
    return progress.epochOfStage >= 0 && progress.epochOfStage < epochs && progress.lossScale > 0
        && std::isfinite(progress.lossScale) && progress.rateFactor > 0 && progress.rateFactor <= 1
        && progress.outcome.bestEpoch < std::max(progress.outcome.epochs, 0)
        && progress.outcome.epochs == epochsBefore(config, progress.stage) + progress.epochOfStage;
}

} // namespace

QJsonObject toJson(const TrainingProgress &progress)
{
    QJsonObject json{
        {u"stage"_s, progress.stage},
        {u"epoch_of_stage"_s, progress.epochOfStage},
        {u"batch"_s, progress.batch},
        {u"stopped_early"_s, progress.stoppedEarly},
        {u"outcome"_s, toJson(progress.outcome)},
        {u"rate_factor"_s, progress.rateFactor},
        {u"smoothed"_s,
         QJsonObject{{u"mean"_s, progress.smoothed.mean},
                     {u"weight"_s, progress.smoothed.weight},
                     {u"value"_s, progress.smoothed.value}}},
        {u"stopping"_s, toJson(progress.stopping)},
        {u"plateau"_s, toJson(progress.plateau)},
        {u"average_updates"_s, progress.averageUpdates},
        {u"loss_scale"_s, progress.lossScale},
        {u"good_steps"_s, progress.goodSteps},
    };
    put(json, u"best_loss"_s, progress.bestLoss);
    return json;
}

Result<TrainingProgress> trainingProgressFromJson(const QJsonObject &json, const TrainingConfig &config)
{
    TrainingProgress progress;
    progress.stage = json[u"stage"_s].toInt(-1);
    progress.epochOfStage = json[u"epoch_of_stage"_s].toInt(-1);
    progress.batch = json[u"batch"_s].toInteger(-1);
    progress.stoppedEarly = json[u"stopped_early"_s].toBool();
    progress.outcome = outcomeFrom(json[u"outcome"_s].toObject());
    progress.bestLoss = get(json, u"best_loss"_s);
    progress.rateFactor = json[u"rate_factor"_s].toDouble();
    const QJsonObject smoothed = json[u"smoothed"_s].toObject();
    progress.smoothed = {smoothed[u"mean"_s].toDouble(), smoothed[u"weight"_s].toDouble(1),
                         smoothed[u"value"_s].toDouble()};
    progress.stopping = patienceFrom(json[u"stopping"_s].toObject());
    progress.plateau = patienceFrom(json[u"plateau"_s].toObject());
    progress.averageUpdates = std::max(qint64(0), json[u"average_updates"_s].toInteger());
    progress.lossScale = json[u"loss_scale"_s].toDouble();
    progress.goodSteps = std::max(0, json[u"good_steps"_s].toInt());
    if (!matches(progress, config))
        return Error{
            ErrorCode::Corrupt,
            Text::tr("The checkpoint is damaged: the progress of the run is missing. Start a new run.")};
    return progress;
}

} // namespace cairn
