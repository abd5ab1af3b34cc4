#include "core/learn/trainingconfig.h"

#include <cmath>

namespace cairn {

namespace {

constexpr int smallestImage = 32; // below it, layer4 has nothing left to look at
constexpr int largestImage = 1024;
constexpr double largestRate = 1;
constexpr quint64 largestSeed = (quint64(1) << 53) - 1;

Error invalid(const QString &message)
{
    return {ErrorCode::InvalidInput, message};
}

Result<void> validateRate(const Stage &stage)
{
    const LearningRate &rate = stage.rate;
    const bool finite = std::isfinite(rate.high) && (!rate.spread || std::isfinite(rate.low));
    if (!finite || rate.high <= 0 || (rate.spread && rate.low < 0))
        return invalid(
            QStringLiteral("The learning rate of stage “%1” must be above 0; 0.003 is a good start.")
                .arg(stage.name));
    if (rate.high > largestRate)
        return invalid(
            QStringLiteral(
                "The learning rate %1 of stage “%2” would make the loss explode; choose one below 1, for "
                "example 0.003.")
                .arg(QString::number(rate.high), stage.name));
    if (rate.spread && rate.low > rate.high)
        return invalid(
            QStringLiteral(
                "The learning rates of stage “%1” fall towards the head; write the smaller one first.")
                .arg(stage.name));
    return {};
}

Result<void> validateStage(const Stage &stage)
{
    if (stage.epochs < 1 || stage.epochs > 10'000)
        return invalid(QStringLiteral("Stage “%1” must last between 1 and 10000 epochs.").arg(stage.name));
    if (const auto rate = validateRate(stage); !rate)
        return rate;
    if (!(stage.warmUpShare >= 0 && stage.warmUpShare <= 1))
        return invalid(
            QStringLiteral("The warm-up share of stage “%1” must lie between 0 and 1.").arg(stage.name));
    if (!(stage.startDivisor >= 1 && stage.finalDivisor >= 1))
        return invalid(QStringLiteral("The divisors of stage “%1” must be 1 or more.").arg(stage.name));
    const auto isMomentum = [](double value) { return value >= 0 && value < 1; };
    if (!isMomentum(stage.momentumLow) || !isMomentum(stage.momentumHigh))
        return invalid(
            QStringLiteral("The momentum of stage “%1” must be at least 0 and below 1.").arg(stage.name));
    return {};
}

Result<void> validateSizes(const TrainingConfig &config)
{
    if (config.imageSize < smallestImage || config.imageSize > largestImage)
        return invalid(
            QStringLiteral(
                "The image size must lie between %1 and %2 pixels; 224 is what the networks were made for.")
                .arg(smallestImage)
                .arg(largestImage));
    if (config.batchSize == 1)
        return invalid(QStringLiteral("A batch of one picture gives BatchNorm nothing to average over; use a "
                                      "batch size of 2 or more."));
    if (config.batchSize < 1 || config.batchSize > 4096)
        return invalid(QStringLiteral("The batch size must lie between 2 and 4096; 32 is a good start."));
    if (config.threads < 0 || config.threads > 1024)
        return invalid(QStringLiteral("The number of threads must lie between 0 (all cores) and 1024."));
    if (config.seed > largestSeed)
        return invalid(QStringLiteral("The seed must be at most %1.").arg(largestSeed));
    return {};
}

Result<void> validateNetwork(const TrainingConfig &config)
{
    if (config.weights.isEmpty())
        return invalid(
            QStringLiteral("Say where the first weights come from: imagenet, none, or a weight file."));
    if (!(config.head.dropout >= 0 && config.head.dropout <= 0.95))
        return invalid(QStringLiteral("The dropout must lie between 0 and 0.95."));
    for (const int units : config.head.hiddenUnits) {
        if (units < 1 || units > 65'536)
            return invalid(QStringLiteral("A hidden layer of the head must have between 1 and 65536 units."));
    }
    if (!(config.weightDecay >= 0 && config.weightDecay <= 10))
        return invalid(QStringLiteral("The weight decay must lie between 0 and 10; 0.01 is usual."));
    if (!(config.augmentation.minCropScale >= 0.01 && config.augmentation.minCropScale <= 1))
        return invalid(QStringLiteral("The smallest crop must keep between 0.01 and 1 of a picture's area."));
    return {};
}

} // namespace

Result<void> validate(const TrainingConfig &config)
{
    if (config.stages.isEmpty())
        return invalid(QStringLiteral("The training has no stages; choose a preset or add one."));
    for (const Stage &stage : config.stages) {
        if (const auto result = validateStage(stage); !result)
            return result;
    }
    if (const auto result = validateSizes(config); !result)
        return result;
    return validateNetwork(config);
}

} // namespace cairn
