#include "core/learn/headlayers.h"
#include "core/learn/layergroups.h"
#include "core/learn/trainingconfig.h"

#include <QRegularExpression>

#include <cmath>

namespace cairn {

namespace {

constexpr int smallestImage = 32; // below it, layer4 has nothing left to look at
constexpr int largestImage = 1024;
constexpr double largestRate = 1;
constexpr qint64 largestHead = 1 << 28; // weights: four times those of the deepest ResNet
constexpr quint64 largestSeed = (quint64(1) << 53) - 1;

Error invalid(const QString &message)
{
    return {ErrorCode::InvalidInput, message};
}

bool within(double value, double low, double high)
{
    return value >= low && value <= high; // false for NaN
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
    if (!within(stage.flatShare, 0, 1))
        return invalid(
            QStringLiteral("The flat share of stage “%1” must lie between 0 and 1.").arg(stage.name));
    if (stage.imageSize != 0 && !within(stage.imageSize, smallestImage, largestImage))
        return invalid(QStringLiteral("The image size of stage “%1” must lie between %2 and %3 pixels.")
                           .arg(stage.name)
                           .arg(smallestImage)
                           .arg(largestImage));
    if (stage.weightDecay && !within(*stage.weightDecay, 0, 10))
        return invalid(
            QStringLiteral("The weight decay of stage “%1” must lie between 0 and 10.").arg(stage.name));
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

Result<void> validateWeights(const TrainingConfig &config)
{
    if (config.weights.isEmpty())
        return invalid(
            QStringLiteral("Say where the first weights come from: imagenet, none, or a weight file."));
    if (config.weights == QStringLiteral("imagenet") && !archHasShortcuts(config.arch))
        return invalid(
            QStringLiteral("There are no ImageNet weights of a %1; start from random weights (none).")
                .arg(archTitle(config.arch)));
    return {};
}

Result<void> validateGroups(const TrainingConfig &config)
{
    if (const auto split = validateSplit(config.arch, config.body, config.splitOn); !split)
        return split;
    for (const Stage &stage : config.stages) {
        if (!within(stage.freezeTo, -config.groups(), config.groups() - 1))
            return invalid(QStringLiteral("Stage “%1” freezes up to layer group %2, but there are %3: choose "
                                          "between 0 (none is frozen) and −1 (all but the head).")
                               .arg(stage.name)
                               .arg(stage.freezeTo)
                               .arg(config.groups()));
    }
    return {};
}

Result<void> validateNetwork(const TrainingConfig &config)
{
    if (const auto weights = validateWeights(config); !weights)
        return weights;
    if (const auto body = validate(config.body); !body)
        return body;
    if (const auto head = validate(config.head); !head)
        return head;
    if (headParameters(config.head, bodyFeatures(config.arch, config.body), 2) > largestHead)
        return invalid(QStringLiteral("The head would have more than %1 million weights; choose fewer units.")
                           .arg(largestHead / 1'000'000));
    if (const auto groups = validateGroups(config); !groups)
        return groups;
    if (!(config.weightDecay >= 0 && config.weightDecay <= 10))
        return invalid(QStringLiteral("The weight decay must lie between 0 and 10; 0.01 is usual."));
    return {};
}

Result<void> validateAugmentation(const Augmentation &augmentation)
{
    if (!within(augmentation.minCropScale, 0.01, 1))
        return invalid(QStringLiteral("The smallest crop must keep between 0.01 and 1 of a picture's area."));
    if (!within(augmentation.maxRotate, 0, 180))
        return invalid(QStringLiteral("The rotation must lie between 0 and 180 degrees; 10 is usual."));
    if (!within(augmentation.maxZoom, 1, 4))
        return invalid(QStringLiteral("The zoom must lie between 1 and 4; 1.1 is usual."));
    if (!within(augmentation.maxWarp, 0, 0.5))
        return invalid(QStringLiteral("The perspective warp must lie between 0 and 0.5; 0.2 is usual."));
    if (!within(augmentation.maxLighting, 0, 0.9))
        return invalid(QStringLiteral("The change of lighting must lie between 0 and 0.9; 0.2 is usual."));
    if (!within(augmentation.affineShare, 0, 1) || !within(augmentation.lightingShare, 0, 1))
        return invalid(QStringLiteral("The probability of an augmentation must lie between 0 and 1."));
    return {};
}

Result<void> validateRegularisation(const Regularisation &regularisation)
{
    if (!within(regularisation.mixup, 0, 10) || !within(regularisation.cutmix, 0, 10))
        return invalid(QStringLiteral(
            "The strength of mixup and cutmix must lie between 0 (off) and 10; 0.4 is usual."));
    if (regularisation.mixup > 0 && regularisation.cutmix > 0)
        return invalid(QStringLiteral("Choose mixup or cutmix: they cannot both change the same batch."));
    if (!within(regularisation.labelSmoothing, 0, 0.5))
        return invalid(QStringLiteral("The label smoothing must lie between 0 and 0.5; 0.1 is usual."));
    return {};
}

Result<void> validateSafeguards(const Safeguards &safeguards)
{
    if (!within(safeguards.clipGradients, 0, 1e6))
        return invalid(
            QStringLiteral("The gradients' largest norm must be 0 (no limit) or more; 1 is usual."));
    if (!within(safeguards.accumulate, 1, 1024))
        return invalid(QStringLiteral("Between 1 and 1024 batches can make one step."));
    if (!within(safeguards.stopAfter, 0, 10'000) || !within(safeguards.plateauAfter, 0, 10'000))
        return invalid(QStringLiteral("The patience must lie between 0 (off) and 10000 epochs."));
    if (!within(safeguards.plateauFactor, 1e-6, 1))
        return invalid(
            QStringLiteral("The factor on a plateau must lie between 0.000001 and 1; 0.1 is usual."));
    if (!within(safeguards.averageDecay, 0, 0.999999))
        return invalid(
            QStringLiteral("The decay of the averaged weights must be 0 (off) or below 1; 0.999 is usual."));
    return {};
}

Result<void> validateDevice(const TrainingConfig &config)
{
    static const QRegularExpression known(QStringLiteral("^(auto|cpu|cuda(:[0-9]{1,2})?)$"));
    if (!known.match(config.device).hasMatch())
        return invalid(QStringLiteral("There is no device “%1”; choose auto, cpu or cuda:0.")
                           .arg(config.device.left(50)));
    if (config.cachedViews < 0 || config.cachedViews > 100)
        return invalid(QStringLiteral("Between 0 (off) and 100 views of a picture can be cached."));
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
    for (const auto &result :
         {validateSizes(config), validateNetwork(config), validateAugmentation(config.augmentation),
          validateRegularisation(config.regularisation), validateSafeguards(config.safeguards),
          validateDevice(config)}) {
        if (!result)
            return result;
    }
    return {};
}

Result<void> validate(const BodyConfig &body)
{
    if (!within(body.cut, -5, -2))
        return invalid(QStringLiteral("The cut must lie between −5 (after layer1) and −2 (after layer4)."));
    return {};
}

Result<void> validate(const HeadConfig &head)
{
    const qsizetype blocks = head.hiddenUnits.size() + 1;
    if (head.dropout.size() != 1 && head.dropout.size() != blocks)
        return invalid(
            QStringLiteral("Give one dropout for the head or one for each of its %1 layers.").arg(blocks));
    for (const double share : head.dropout) {
        if (!within(share, 0, 0.95))
            return invalid(QStringLiteral("The dropout must lie between 0 and 0.95."));
    }
    for (const int units : head.hiddenUnits) {
        if (!within(units, 1, 65'536))
            return invalid(QStringLiteral("A hidden layer of the head must have between 1 and 65536 units."));
    }
    if (const auto layers = headLayers(head, 512, 2); !layers) // of a custom head
        return layers.error();
    return {};
}

} // namespace cairn
