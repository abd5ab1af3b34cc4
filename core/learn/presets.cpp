// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/learn/trainingconfig.h"

namespace cairn {

namespace {

Stage frozenStage(int epochs, const LearningRate &rate)
{
    Stage stage;
    stage.name = QStringLiteral("frozen");
    stage.freezeTo = -1;
    stage.epochs = epochs;
    stage.rate = rate;
    return stage;
}

Stage unfrozenStage(int epochs, const LearningRate &rate)
{
    Stage stage;
    stage.name = QStringLiteral("unfrozen");
    stage.epochs = epochs;
    stage.rate = rate;
    return stage;
}

/// As fast.ai does, and what another preset may have switched off.
void trainNorms(TrainingConfig &config)
{
    config.trainBatchNorm = true;
    config.cachedViews = 0;
}

/// A weight file that was chosen stays chosen; of plain networks there are no weights.
void usePretrained(TrainingConfig &config, int imageSize)
{
    if (!archHasShortcuts(config.arch) && config.weights == QStringLiteral("imagenet"))
        config.weights = QStringLiteral("none");
    if (archHasShortcuts(config.arch) && config.weights == QStringLiteral("none"))
        config.weights = QStringLiteral("imagenet");
    config.imageSize = imageSize;
    trainNorms(config);
}

/// fast.ai 1's fit_one_cycle(4) with its default rate: the norms of the frozen groups learn at a tenth of the
/// head's.
void applyLesson(TrainingConfig &config, int epochs, const std::optional<LearningRate> &rate)
{
    usePretrained(config, 224);
    config.stages = {frozenStage(epochs ? epochs : 4, rate.value_or(LearningRate::slice(3e-3))),
                     unfrozenStage(2, LearningRate::slice(1e-6, 1e-4))};
}

/// fast.ai v2's fine_tune(epochs, base_lr).
void applyFineTune(TrainingConfig &config, int epochs, const std::optional<LearningRate> &rate)
{
    const double base = rate ? rate->high : 2e-3;
    const bool ownSpread = rate && rate->spread && rate->low > 0;
    usePretrained(config, 224);
    Stage frozen = frozenStage(1, LearningRate::slice(base));
    frozen.warmUpShare = 0.99;
    frozen.finalDivisor = 1e5;
    Stage unfrozen
        = unfrozenStage(epochs ? epochs : 4, ownSpread ? *rate : LearningRate::slice(base / 200, base / 2));
    unfrozen.startDivisor = 5;
    unfrozen.finalDivisor = 1e5;
    config.stages = {frozen, unfrozen};
}

void applyFromScratch(TrainingConfig &config, int epochs, const std::optional<LearningRate> &rate)
{
    config.weights = QStringLiteral("none");
    config.imageSize = 224;
    trainNorms(config);
    config.stages = {unfrozenStage(epochs ? epochs : 20, rate.value_or(LearningRate::same(3e-3)))};
}

void applyQuick(TrainingConfig &config, int epochs, const std::optional<LearningRate> &rate)
{
    usePretrained(config, 224);
    config.trainBatchNorm = false;
    config.cachedViews = 1;
    config.stages = {frozenStage(epochs ? epochs : 3, rate.value_or(LearningRate::same(3e-3)))};
}

struct Preset
{
    QString name;
    QString description;
    void (*apply)(TrainingConfig &, int epochs, const std::optional<LearningRate> &);
};

const QList<Preset> &presets()
{
    static const QList<Preset> list{
        {QStringLiteral("lesson"),
         Text::tr("The fast.ai lesson: train the new head for 4 epochs, then all layers at low rates "
                  "for 2."),
         applyLesson},
        {QStringLiteral("fine-tune"),
         Text::tr("One epoch for the new head, then all layers together, with lower rates for the "
                  "early layers."),
         applyFineTune},
        {QStringLiteral("from-scratch"),
         Text::tr("Start from random weights and train all layers: slow; for many images, or to see "
                  "how a network learns."),
         applyFromScratch},
        {QStringLiteral("quick"),
         Text::tr("Three epochs for the head on fixed pretrained features: the best choice for few "
                  "images, done in minutes."),
         applyQuick},
    };
    return list;
}

} // namespace

QStringList presetNames()
{
    QStringList names;
    for (const Preset &preset : presets())
        names << preset.name;
    return names;
}

QString presetDescription(const QString &name)
{
    for (const Preset &preset : presets()) {
        if (preset.name == name)
            return preset.description;
    }
    return {};
}

Result<TrainingConfig> withPreset(TrainingConfig config, const QString &name, int epochs,
                                  std::optional<LearningRate> rate)
{
    if (epochs < 0)
        return Error{ErrorCode::InvalidInput, Text::tr("The number of epochs must be 1 or more.")};
    for (const Preset &preset : presets()) {
        if (preset.name != name)
            continue;
        config.preset = name;
        preset.apply(config, epochs, rate);
        return config;
    }
    return Error{ErrorCode::InvalidInput,
                 Text::tr("There is no preset “%1”; choose one of %2.")
                     .arg(name.left(100), presetNames().join(QStringLiteral(", ")))};
}

} // namespace cairn
