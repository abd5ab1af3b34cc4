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

} // namespace

double trainingWork(const TrainingConfig &config, const TrainingSize &size)
{
    double work = 0;
    const auto forward = [&](int side) {
        return double(
            summarize({config.arch, config.body, config.head, size.classes, side, config.splitOn}).macs);
    };
    for (const Stage &stage : config.stages) {
        const double once = forward(config.imageSizeOf(stage));
        const bool headOnly = config.frozenGroups(stage) == config.groups() - 1;
        if (headOnly && !config.trainBatchNorm && config.cachedViews > 0)
            work += once * (double(size.train) * std::min(config.cachedViews, stage.epochs) + size.valid);
        else
            work += once * stage.epochs * (size.train * (headOnly ? frozenCost : wholeCost) + size.valid);
    }
    return work + forward(config.imageSize) * size.valid; // its best weights are evaluated
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
