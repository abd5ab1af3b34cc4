#include "core/learn/trainingconfig.h"

#include "core/learn/jsonfields.h"

#include <numeric>

namespace cairn {

namespace {

constexpr quint64 largestSeed = (quint64(1) << 53) - 1; // exact in every program that reads JSON
constexpr int mostStages = 50;
constexpr int mostEpochs = 10'000;

QString scheduleName(Schedule schedule)
{
    return schedule == Schedule::OneCycle ? QStringLiteral("one-cycle") : QStringLiteral("constant");
}

QJsonObject toJson(const Stage &stage)
{
    return {
        {QStringLiteral("name"), stage.name},
        {QStringLiteral("frozen"), stage.frozen},
        {QStringLiteral("epochs"), stage.epochs},
        {QStringLiteral("learning_rate"), stage.rate.toString()},
        {QStringLiteral("schedule"), scheduleName(stage.schedule)},
        {QStringLiteral("warm_up_share"), stage.warmUpShare},
        {QStringLiteral("start_divisor"), stage.startDivisor},
        {QStringLiteral("final_divisor"), stage.finalDivisor},
        {QStringLiteral("momentum_high"), stage.momentumHigh},
        {QStringLiteral("momentum_low"), stage.momentumLow},
    };
}

Result<Stage> stageFromJson(const QJsonObject &json)
{
    JsonFields fields(json, QStringLiteral("description of a training stage"));
    Stage stage;
    fields.read(QStringLiteral("name"), stage.name, 100);
    fields.read(QStringLiteral("frozen"), stage.frozen);
    fields.read(QStringLiteral("epochs"), stage.epochs, 1, mostEpochs);
    QString rateText = stage.rate.toString();
    fields.read(QStringLiteral("learning_rate"), rateText, 100);
    if (const auto rate = LearningRate::parse(rateText))
        stage.rate = *rate;
    else
        fields.fail(QStringLiteral("learning_rate"));
    QString schedule = scheduleName(stage.schedule);
    fields.read(QStringLiteral("schedule"), schedule, 100);
    if (schedule == scheduleName(Schedule::Constant))
        stage.schedule = Schedule::Constant;
    else if (schedule != scheduleName(Schedule::OneCycle))
        fields.fail(QStringLiteral("schedule"));
    fields.read(QStringLiteral("warm_up_share"), stage.warmUpShare, 0, 1);
    fields.read(QStringLiteral("start_divisor"), stage.startDivisor, 1, 1e12);
    fields.read(QStringLiteral("final_divisor"), stage.finalDivisor, 1, 1e12);
    fields.read(QStringLiteral("momentum_high"), stage.momentumHigh, 0, 0.9999);
    fields.read(QStringLiteral("momentum_low"), stage.momentumLow, 0, 0.9999);
    if (!fields.ok())
        return fields.error();
    return stage;
}

void readStages(JsonFields &fields, QList<Stage> &stages)
{
    const QString key = QStringLiteral("stages");
    const QJsonArray values = fields.array(key, mostStages);
    for (const auto &value : values) {
        if (const auto stage = stageFromJson(value.toObject()); stage && value.isObject())
            stages << *stage;
        else
            fields.fail(key);
    }
}

void readAugmentation(const QJsonObject &json, JsonFields &parent, Augmentation &augmentation)
{
    JsonFields fields(json, {});
    fields.read(QStringLiteral("flip"), augmentation.flip);
    fields.read(QStringLiteral("min_crop_scale"), augmentation.minCropScale, 0.01, 1);
    if (!fields.ok())
        parent.fail(QStringLiteral("augmentation"));
}

} // namespace

int TrainingConfig::totalEpochs() const
{
    return std::accumulate(stages.begin(), stages.end(), 0,
                           [](int sum, const Stage &stage) { return sum + stage.epochs; });
}

QString precisionName(Precision precision)
{
    switch (precision) {
    case Precision::Auto:
        return QStringLiteral("auto");
    case Precision::Float32:
        return QStringLiteral("float32");
    case Precision::BFloat16:
        return QStringLiteral("bfloat16");
    }
    Q_UNREACHABLE();
}

Result<Precision> precisionFromName(const QString &name)
{
    for (const Precision precision : {Precision::Auto, Precision::Float32, Precision::BFloat16}) {
        if (precisionName(precision) == name)
            return precision;
    }
    return Error{
        ErrorCode::InvalidInput,
        QStringLiteral("There is no precision “%1”; choose auto, float32 or bfloat16.").arg(name.left(100))};
}

QJsonObject toJson(const TrainingConfig &config)
{
    QJsonArray stages;
    for (const Stage &stage : config.stages)
        stages << toJson(stage);
    const QJsonObject augmentation{{QStringLiteral("flip"), config.augmentation.flip},
                                   {QStringLiteral("min_crop_scale"), config.augmentation.minCropScale}};
    return {
        {QStringLiteral("arch"), archName(config.arch)},
        {QStringLiteral("weights"), config.weights},
        {QStringLiteral("preset"), config.preset},
        {QStringLiteral("head"), toJson(config.head)},
        {QStringLiteral("stages"), stages},
        {QStringLiteral("image_size"), config.imageSize},
        {QStringLiteral("batch_size"), config.batchSize},
        {QStringLiteral("weight_decay"), config.weightDecay},
        {QStringLiteral("train_batch_norm"), config.trainBatchNorm},
        {QStringLiteral("augmentation"), augmentation},
        {QStringLiteral("precision"), precisionName(config.precision)},
        {QStringLiteral("threads"), config.threads},
        {QStringLiteral("seed"), static_cast<qint64>(config.seed)},
    };
}

Result<TrainingConfig> trainingConfigFromJson(const QJsonObject &json)
{
    JsonFields fields(json, QStringLiteral("training configuration"));
    fields.require(QStringLiteral("arch"));
    fields.require(QStringLiteral("stages"));
    TrainingConfig config;
    QString arch = archName(config.arch);
    fields.read(QStringLiteral("arch"), arch, 100);
    if (const auto known = archFromName(arch))
        config.arch = *known;
    else
        fields.fail(QStringLiteral("arch"));
    fields.read(QStringLiteral("weights"), config.weights, 4096);
    fields.read(QStringLiteral("preset"), config.preset, 100);
    const auto head = headConfigFromJson(fields.object(QStringLiteral("head")));
    if (head)
        config.head = *head;
    else
        fields.fail(QStringLiteral("head"));
    readStages(fields, config.stages);
    fields.read(QStringLiteral("image_size"), config.imageSize, 32, 1024);
    fields.read(QStringLiteral("batch_size"), config.batchSize, 1, 4096);
    fields.read(QStringLiteral("weight_decay"), config.weightDecay, 0, 10);
    fields.read(QStringLiteral("train_batch_norm"), config.trainBatchNorm);
    readAugmentation(fields.object(QStringLiteral("augmentation")), fields, config.augmentation);
    QString precision = precisionName(config.precision);
    fields.read(QStringLiteral("precision"), precision, 100);
    if (const auto known = precisionFromName(precision))
        config.precision = *known;
    else
        fields.fail(QStringLiteral("precision"));
    fields.read(QStringLiteral("threads"), config.threads, 0, 1024);
    fields.read(QStringLiteral("seed"), config.seed, largestSeed);
    if (!fields.ok())
        return fields.error();
    return config;
}

} // namespace cairn
