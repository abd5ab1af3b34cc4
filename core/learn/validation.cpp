// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/learn/headlayers.h"
#include "core/learn/layergroups.h"
#include "core/learn/settings/settingstext.h"

#include <QRegularExpression>

#include <cmath>

namespace cairn {

namespace {

constexpr int smallestImage = 32; // below it, layer4 has nothing left to look at
constexpr double largestRate = 1;
constexpr qint64 largestHead = 1 << 28; // weights: four times those of the deepest ResNet

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
        return invalid(Text::tr("The learning rate of stage “%1” must be above 0; 0.003 is a good start.")
                           .arg(stage.name));
    if (rate.high > largestRate)
        return invalid(
            Text::tr("The learning rate %1 of stage “%2” is too high; choose one below 1, for example 0.003.")
                .arg(QString::number(rate.high), stage.name));
    if (rate.spread && rate.low > rate.high)
        return invalid(
            Text::tr("The learning rates of stage “%1” decrease toward the head; put the smaller one first.")
                .arg(stage.name));
    return {};
}

Result<void> validateStage(const Stage &stage)
{
    if (const auto rate = validateRate(stage); !rate)
        return rate;
    if (stage.imageSize > 0 && stage.imageSize < smallestImage)
        return invalid(Text::tr("The image size of stage “%1” must be at least %2 pixels, or 0 for "
                                "the same size as the run.")
                           .arg(stage.name)
                           .arg(smallestImage));
    return checkSettings(stageSettings(), stage, Text::tr("of stage “%1”").arg(stage.name));
}

Result<void> validateWeights(const TrainingConfig &config)
{
    if (config.weights.isEmpty())
        return invalid(Text::tr("Choose the initial weights: imagenet, none, or a weight file."));
    if (config.weights == QStringLiteral("imagenet") && !archHasShortcuts(config.arch))
        return invalid(Text::tr("There are no ImageNet weights for %1; start from random weights (none).")
                           .arg(archTitle(config.arch)));
    return {};
}

Result<void> validateGroups(const TrainingConfig &config)
{
    if (const auto split = validateSplit(config.arch, config.body, config.splitOn); !split)
        return split;
    for (const Stage &stage : config.stages) {
        if (!within(stage.freezeTo, -config.groups(), config.groups() - 1))
            return invalid(Text::tr("Stage “%1” freezes up to layer group %2, but there are only %3: "
                                    "choose a value from 0 (nothing frozen) to −1 (all but the head).")
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
        return invalid(Text::tr("The head would have more than %1 million weights; choose fewer units.")
                           .arg(largestHead / 1'000'000));
    if (const auto groups = validateGroups(config); !groups)
        return groups;
    return {};
}

// What a bound for each by itself does not say.
Result<void> validateTogether(const TrainingConfig &config)
{
    if (config.batchSize == 1)
        return invalid(Text::tr("BatchNorm needs more than one image per batch; use a batch size of 2 "
                                "or more."));
    if (config.regularization.mixup > 0 && config.regularization.cutmix > 0)
        return invalid(Text::tr("Choose either mixup or cutmix; they cannot be combined."));
    return {};
}

Result<void> validateDevice(const TrainingConfig &config)
{
    static const QRegularExpression known(QStringLiteral("^(auto|cpu|cuda(:[0-9]{1,2})?)$"));
    if (!known.match(config.device).hasMatch())
        return invalid(
            Text::tr("There is no device “%1”; choose auto, cpu or cuda:0.").arg(config.device.left(50)));
    return {};
}

} // namespace

Result<void> validate(const TrainingConfig &config)
{
    if (config.stages.isEmpty())
        return invalid(Text::tr("The training has no stages; choose a preset or add one."));
    for (const Stage &stage : config.stages) {
        if (const auto result = validateStage(stage); !result)
            return result;
    }
    for (const auto &result : {validateTogether(config), checkSettings(trainingSettings(), config),
                               validateNetwork(config), validateDevice(config)}) {
        if (!result)
            return result;
    }
    return {};
}

Result<void> validate(const BodyConfig &body)
{
    TrainingConfig config;
    config.body = body;
    return checkSettings(settingsWithin(QStringLiteral("body")), config);
}

Result<void> validate(const HeadConfig &head)
{
    const qsizetype blocks = head.hiddenUnits.size() + 1;
    if (head.dropout.size() != 1 && head.dropout.size() != blocks)
        return invalid(Text::tr("Give one dropout value for the head, or one for each of its %1 layer(s).",
                                nullptr, int(blocks))
                           .arg(blocks));
    TrainingConfig config;
    config.head = head;
    if (const auto checked = checkSettings(settingsWithin(QStringLiteral("head")), config); !checked)
        return checked;
    return headLayers(head, 512, 2).transform([](const std::vector<HeadLayer> &) {}); // of a custom head
}

} // namespace cairn
