// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/trainingoptions.h"

#include "app/cli/arguments.h"
#include "app/cli/stageoption.h"
#include "app/cli/trainingsettings.h"
#include "core/base/outside.h"
#include "core/learn/layergroups.h"

#include <QFileInfo>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 largestConfigFile = 1 << 20;
/// "imagenet", "none", or the absolute path of a file that is there.
QString weights(const QString &text)
{
    if (text == u"imagenet" || text == u"none")
        return text;
    const QFileInfo file(text);
    if (!file.isFile())
        throw UsageError{u"There is no weight file %1; --weights is imagenet, none or a file."_s.arg(text)};
    return file.absoluteFilePath();
}

TrainingConfig fromFile(const QString &path)
{
    const Result<QByteArray> bytes = readOutside(path, largestConfigFile);
    if (!bytes)
        throw UsageError{u"%1 cannot be read; --config needs the config.json of a run."_s.arg(path)};
    const QJsonDocument json = QJsonDocument::fromJson(*bytes);
    if (!json.isObject())
        throw UsageError{u"%1 is not JSON; --config needs the config.json of a run."_s.arg(path)};
    return Arguments::require(trainingConfigFromJson(json.object()));
}

/// The stages: those of --stage, of the file, or of a preset.
TrainingConfig withStages(TrainingConfig config, const Arguments &arguments)
{
    const bool random = arguments.text(u"weights"_s) == u"none" || !archHasShortcuts(config.arch);
    const bool shaped = arguments.has(u"epochs"_s) || arguments.has(u"lr"_s);
    if (arguments.has(u"preset"_s) || !arguments.has(u"config"_s)) {
        const QString preset = arguments.has(u"preset"_s) ? arguments.text(u"preset"_s)
            : random                                      ? u"from-scratch"_s
                                                          : u"quick"_s;
        std::optional<LearningRate> rate;
        if (arguments.has(u"lr"_s))
            rate = Arguments::require(LearningRate::parse(arguments.text(u"lr"_s)));
        const int epochs = int(arguments.integer(u"epochs"_s, 1, mostEpochs).value_or(0));
        config = Arguments::require(withPreset(config, preset, epochs, rate));
    } else if (shaped) {
        throw UsageError{
            u"--epochs and --lr change a preset's stages; with --config, add --preset or --stage."_s};
    }
    const QStringList stages = arguments.texts(u"stage"_s);
    if (!stages.isEmpty() && shaped)
        throw UsageError{u"--epochs and --lr change a preset's stages; with --stage, set them there."_s};
    if (!stages.isEmpty())
        config.stages.clear();
    for (const QString &stage : stages)
        config.stages << Arguments::require(stageFromText(stage));
    return config;
}

} // namespace

QList<Option> trainingOptions()
{
    QList<Option> options{
        {u"weights"_s, u"FROM"_s, u"imagenet (default), none, or a weight file"_s},
        {u"preset"_s, u"NAME"_s, u"%1 (default quick)"_s.arg(presetNames().join(u", "_s))},
        {u"epochs"_s, u"N"_s, u"length of the preset's main stage"_s},
        {u"lr"_s, u"RATE"_s, u"its learning rate: 1e-3 or \"slice(1e-6,1e-4)\""_s},
        {u"config"_s, u"FILE"_s, u"use all settings of a run's config.json"_s},
        {u"stage"_s, u"TEXT"_s, u"custom stage: \"freeze-to=-1 epochs=4 lr=3e-3\"; repeat"_s,
         stagesHeading()},
    };
    return networkOptions() + options + settingOptions(runSettings()) + shorthandOptions();
}

QList<Option> networkOptions()
{
    return settingOptions(networkSettings());
}

TrainingConfig withNetworkOptions(TrainingConfig config, const Arguments &arguments)
{
    applySettings(networkSettings(), config, arguments);
    Arguments::require(validate(config.body));
    Arguments::require(validate(config.head));
    Arguments::require(validateSplit(config.arch, config.body, config.splitOn));
    return config;
}

TrainingConfig trainingConfig(const Arguments &arguments)
{
    TrainingConfig config
        = arguments.has(u"config"_s) ? fromFile(arguments.text(u"config"_s)) : TrainingConfig();
    config = withStages(withNetworkOptions(config, arguments), arguments);
    if (arguments.has(u"weights"_s))
        config.weights = weights(arguments.text(u"weights"_s));
    applyShorthands(config, arguments);
    applySettings(runSettings(), config, arguments);
    Arguments::require(validate(config));
    return config;
}

QString describe(const TrainingConfig &config)
{
    QString weights = u"ImageNet weights"_s;
    if (config.weights == u"none")
        weights = u"random weights"_s;
    else if (config.weights != u"imagenet")
        weights = u"weights from %1"_s.arg(QFileInfo(config.weights).fileName());
    return u"%1, %2, preset %3, %4 px, batch size %5"_s.arg(archTitle(config.arch), weights, config.preset)
        .arg(config.imageSize)
        .arg(config.batchSize);
}

} // namespace cairn
