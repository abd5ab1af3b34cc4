#include "app/cli/trainingoptions.h"

#include "app/cli/arguments.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

const QString fastAiHead = u"fastai"_s;
const QString plainHead = u"plain"_s;

HeadConfig head(const Arguments &arguments, HeadConfig config)
{
    if (arguments.has(u"head"_s)) {
        const QString name = arguments.text(u"head"_s);
        if (name != fastAiHead && name != plainHead)
            throw UsageError{u"--head must be fastai or plain, not “%1”."_s.arg(name)};
        config.kind = name == plainHead ? HeadConfig::Kind::Plain : HeadConfig::Kind::FastAi;
    }
    if (const auto dropout = arguments.number(u"dropout"_s, -1, 1))
        config.dropout = {*dropout};
    return config;
}

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

TrainingConfig fromPreset(const Arguments &arguments)
{
    TrainingConfig config;
    const bool random = arguments.text(u"weights"_s) == u"none";
    const QString preset = arguments.has(u"preset"_s) ? arguments.text(u"preset"_s)
        : random                                      ? u"from-scratch"_s
                                                      : u"lesson"_s;
    std::optional<LearningRate> rate;
    if (arguments.has(u"lr"_s))
        rate = Arguments::require(LearningRate::parse(arguments.text(u"lr"_s)));
    const int epochs = int(arguments.integer(u"epochs"_s, 1, 10000).value_or(0));
    return Arguments::require(withPreset(config, preset, epochs, rate));
}

} // namespace

QString archNames()
{
    QStringList names;
    const QList<Arch> archs = allArchs();
    for (const Arch arch : archs)
        names << archName(arch);
    return names.join(u'|');
}

QList<Option> trainingOptions()
{
    return {
        {u"arch"_s, u"NAME"_s, u"resnet18, 34 (default), 50, 101 or 152"_s},
        {u"weights"_s, u"FROM"_s, u"imagenet (default), none, or a weight file"_s},
        {u"preset"_s, u"NAME"_s, u"%1"_s.arg(presetNames().join(u", "_s))},
        {u"epochs"_s, u"N"_s, u"length of the preset's main stage"_s},
        {u"lr"_s, u"RATE"_s, u"its learning rate: 1e-3 or \"slice(1e-6,1e-4)\""_s},
        {u"size"_s, u"PIXELS"_s, u"side of the square that the network sees"_s},
        {u"batch"_s, u"N"_s, u"pictures a step (default 32)"_s},
        {u"seed"_s, u"N"_s, u"of weights, order and variations (default 42)"_s},
        {u"head"_s, u"KIND"_s, u"fastai (default) or plain"_s},
        {u"dropout"_s, u"P"_s, u"of the fastai head (default 0.5)"_s},
        {u"weight-decay"_s, u"W"_s, u"decoupled (default 0.01)"_s},
        {u"precision"_s, u"NAME"_s, u"auto (default), float32 or bfloat16"_s},
        {u"threads"_s, u"N"_s, u"default: all cores"_s},
    };
}

TrainingConfig trainingConfig(const Arguments &arguments)
{
    TrainingConfig config = fromPreset(arguments);
    if (arguments.has(u"arch"_s))
        config.arch = Arguments::require(archFromName(arguments.text(u"arch"_s)));
    if (arguments.has(u"weights"_s))
        config.weights = weights(arguments.text(u"weights"_s));
    if (arguments.has(u"precision"_s))
        config.precision = Arguments::require(precisionFromName(arguments.text(u"precision"_s)));
    config.imageSize = int(arguments.integer(u"size"_s, 1).value_or(config.imageSize));
    config.batchSize = int(arguments.integer(u"batch"_s, 1).value_or(config.batchSize));
    config.seed = quint64(
        arguments.integer(u"seed"_s, 0, std::numeric_limits<qint64>::max()).value_or(qint64(config.seed)));
    config.weightDecay = arguments.number(u"weight-decay"_s, -1, 100).value_or(config.weightDecay);
    config.threads = int(arguments.integer(u"threads"_s, 1).value_or(config.threads));
    config.head = head(arguments, config.head);
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
    return u"%1, %2, preset %3, %4 px, batches of %5"_s.arg(archTitle(config.arch), weights, config.preset)
        .arg(config.imageSize)
        .arg(config.batchSize);
}

} // namespace cairn
