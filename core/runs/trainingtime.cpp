// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/trainingtime.h"

#include "core/learn/modelsummary.h"

#include <QSettings>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr auto rateKey = "training/secondsPerMultiplyAdd"_L1;
constexpr double shortest = 1; // seconds

// As measured on a ResNet-34: prediction is 2.2 times as fast as a frozen body, and 3.3 times as all layers.
constexpr double frozenCost = 2;
constexpr double wholeCost = 3;

/// Multiply-adds of one image, forward.
double forward(const TrainingConfig &config, int classes, int side)
{
    return double(summarize({config.arch, config.body, config.head, classes, side, config.splitOn}).macs);
}

bool learnsHeadOnly(const TrainingConfig &config, const Stage &stage)
{
    return config.frozenGroups(stage) == config.groups() - 1;
}

} // namespace

double trainingWork(const TrainingConfig &config, const TrainingSize &size)
{
    double work = 0;
    for (const Stage &stage : config.stages) {
        const double once = forward(config, size.classes, config.imageSizeOf(stage));
        const bool headOnly = learnsHeadOnly(config, stage);
        if (headOnly && !config.trainBatchNorm && config.cachedViews > 0)
            work += once * (double(size.train) * std::min(config.cachedViews, stage.epochs) + size.valid);
        else
            work += once * stage.epochs * (size.train * (headOnly ? frozenCost : wholeCost) + size.valid);
    }
    return work
        + forward(config, size.classes, config.imageSize) * size.valid; // its best weights are evaluated
}

double sweepWork(const TrainingConfig &config, int classes, int steps)
{
    const Stage &stage = config.stages.first();
    return forward(config, classes, config.imageSizeOf(stage))
        * (learnsHeadOnly(config, stage) ? frozenCost : wholeCost) * config.batchSize * steps;
}

void rememberTrainingTime(double work, double seconds)
{
    if (seconds >= shortest && work > 0)
        QSettings().setValue(rateKey, seconds / work);
}

std::optional<double> expectedSeconds(const TrainingConfig &config, const TrainingSize &size)
{
    const double rate = QSettings().value(rateKey).toDouble();
    if (!(rate > 0) || size.train == 0 || !validate(config))
        return {};
    return rate * trainingWork(config, size);
}

} // namespace cairn
