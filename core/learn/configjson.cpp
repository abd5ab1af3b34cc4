#include "core/learn/jsonfields.h"
#include "core/learn/schedule.h"

namespace cairn {

namespace {

constexpr quint64 largestSeed = (quint64(1) << 53) - 1; // exact in every program that reads JSON
constexpr int mostStages = 50;
constexpr int mostGroups = 64;
constexpr int mostEpochs = 10'000;

void readSchedule(JsonFields &fields, Schedule &schedule)
{
    const QString key = QStringLiteral("schedule");
    QString name = scheduleName(schedule);
    fields.read(key, name, 100);
    if (const auto known = scheduleFromName(name))
        schedule = *known;
    else
        fields.fail(key);
}

QJsonObject toJson(const Stage &stage)
{
    QJsonObject json{
        {QStringLiteral("name"), stage.name},
        {QStringLiteral("freeze_to"), stage.freezeTo},
        {QStringLiteral("epochs"), stage.epochs},
        {QStringLiteral("learning_rate"), stage.rate.toString()},
        {QStringLiteral("schedule"), scheduleName(stage.schedule)},
        {QStringLiteral("warm_up_share"), stage.warmUpShare},
        {QStringLiteral("flat_share"), stage.flatShare},
        {QStringLiteral("start_divisor"), stage.startDivisor},
        {QStringLiteral("final_divisor"), stage.finalDivisor},
        {QStringLiteral("momentum_high"), stage.momentumHigh},
        {QStringLiteral("momentum_low"), stage.momentumLow},
        {QStringLiteral("image_size"), stage.imageSize},
    };
    if (stage.weightDecay)
        json.insert(QStringLiteral("weight_decay"), *stage.weightDecay);
    return json;
}

Result<Stage> stageFromJson(const QJsonObject &json)
{
    JsonFields fields(json, QStringLiteral("description of a training stage"));
    Stage stage;
    fields.read(QStringLiteral("name"), stage.name, 100);
    bool frozen = false; // files of the first version
    fields.read(QStringLiteral("frozen"), frozen);
    stage.freezeTo = frozen ? -1 : 0;
    fields.read(QStringLiteral("freeze_to"), stage.freezeTo, -mostGroups, mostGroups);
    fields.read(QStringLiteral("epochs"), stage.epochs, 1, mostEpochs);
    QString rateText = stage.rate.toString();
    fields.read(QStringLiteral("learning_rate"), rateText, 100);
    if (const auto rate = LearningRate::parse(rateText))
        stage.rate = *rate;
    else
        fields.fail(QStringLiteral("learning_rate"));
    readSchedule(fields, stage.schedule);
    fields.read(QStringLiteral("warm_up_share"), stage.warmUpShare, 0, 1);
    fields.read(QStringLiteral("flat_share"), stage.flatShare, 0, 1);
    fields.read(QStringLiteral("start_divisor"), stage.startDivisor, 1, 1e12);
    fields.read(QStringLiteral("final_divisor"), stage.finalDivisor, 1, 1e12);
    fields.read(QStringLiteral("momentum_high"), stage.momentumHigh, 0, 0.9999);
    fields.read(QStringLiteral("momentum_low"), stage.momentumLow, 0, 0.9999);
    fields.read(QStringLiteral("image_size"), stage.imageSize, 0, 1024);
    if (json.contains(QStringLiteral("weight_decay")))
        fields.read(QStringLiteral("weight_decay"), stage.weightDecay.emplace(), 0, 10);
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

QJsonObject toJson(const Augmentation &augmentation)
{
    return {
        {QStringLiteral("flip"), augmentation.flip},
        {QStringLiteral("min_crop_scale"), augmentation.minCropScale},
        {QStringLiteral("max_rotate"), augmentation.maxRotate},
        {QStringLiteral("max_zoom"), augmentation.maxZoom},
        {QStringLiteral("max_warp"), augmentation.maxWarp},
        {QStringLiteral("affine_share"), augmentation.affineShare},
        {QStringLiteral("max_lighting"), augmentation.maxLighting},
        {QStringLiteral("lighting_share"), augmentation.lightingShare},
    };
}

void readAugmentation(JsonFields &parent, Augmentation &augmentation)
{
    const QString key = QStringLiteral("augmentation");
    JsonFields fields(parent.object(key), {});
    if (!parent.object(key).isEmpty())
        augmentation = Augmentation::crops(); // version 0.1 had, and wrote, no others
    fields.read(QStringLiteral("flip"), augmentation.flip);
    fields.read(QStringLiteral("min_crop_scale"), augmentation.minCropScale, 0.01, 1);
    fields.read(QStringLiteral("max_rotate"), augmentation.maxRotate, 0, 180);
    fields.read(QStringLiteral("max_zoom"), augmentation.maxZoom, 1, 4);
    fields.read(QStringLiteral("max_warp"), augmentation.maxWarp, 0, 0.5);
    fields.read(QStringLiteral("affine_share"), augmentation.affineShare, 0, 1);
    fields.read(QStringLiteral("max_lighting"), augmentation.maxLighting, 0, 0.9);
    fields.read(QStringLiteral("lighting_share"), augmentation.lightingShare, 0, 1);
    if (!fields.ok())
        parent.fail(key);
}

QJsonObject toJson(const Regularisation &regularisation)
{
    return {
        {QStringLiteral("mixup"), regularisation.mixup},
        {QStringLiteral("cutmix"), regularisation.cutmix},
        {QStringLiteral("label_smoothing"), regularisation.labelSmoothing},
    };
}

void readRegularisation(JsonFields &parent, Regularisation &regularisation)
{
    const QString key = QStringLiteral("regularisation");
    JsonFields fields(parent.object(key), {});
    fields.read(QStringLiteral("mixup"), regularisation.mixup, 0, 10);
    fields.read(QStringLiteral("cutmix"), regularisation.cutmix, 0, 10);
    fields.read(QStringLiteral("label_smoothing"), regularisation.labelSmoothing, 0, 0.5);
    if (!fields.ok())
        parent.fail(key);
}

QJsonObject toJson(const Safeguards &safeguards)
{
    return {
        {QStringLiteral("clip_gradients"), safeguards.clipGradients},
        {QStringLiteral("accumulate"), safeguards.accumulate},
        {QStringLiteral("stop_after"), safeguards.stopAfter},
        {QStringLiteral("plateau_after"), safeguards.plateauAfter},
        {QStringLiteral("plateau_factor"), safeguards.plateauFactor},
        {QStringLiteral("average_decay"), safeguards.averageDecay},
    };
}

void readSafeguards(JsonFields &parent, Safeguards &safeguards)
{
    const QString key = QStringLiteral("safeguards");
    JsonFields fields(parent.object(key), {});
    fields.read(QStringLiteral("clip_gradients"), safeguards.clipGradients, 0, 1e6);
    fields.read(QStringLiteral("accumulate"), safeguards.accumulate, 1, 1024);
    fields.read(QStringLiteral("stop_after"), safeguards.stopAfter, 0, mostEpochs);
    fields.read(QStringLiteral("plateau_after"), safeguards.plateauAfter, 0, mostEpochs);
    fields.read(QStringLiteral("plateau_factor"), safeguards.plateauFactor, 1e-6, 1);
    fields.read(QStringLiteral("average_decay"), safeguards.averageDecay, 0, 0.999999);
    if (!fields.ok())
        parent.fail(key);
}

void readSplitOn(JsonFields &fields, QStringList &splitOn)
{
    const QString key = QStringLiteral("split_on");
    QStringList names;
    const QJsonArray values = fields.array(key, mostGroups);
    for (const auto &value : values) {
        if (!value.isString() || value.toString().size() > 50)
            fields.fail(key);
        names << value.toString();
    }
    splitOn = names;
}

template <typename Value>
void readNamed(JsonFields &fields, const QString &key, Value &value, QString (*nameOf)(Value),
               Result<Value> (*fromName)(const QString &))
{
    QString name = nameOf(value);
    fields.read(key, name, 100);
    if (const auto known = fromName(name))
        value = *known;
    else
        fields.fail(key);
}

void readNetwork(JsonFields &fields, TrainingConfig &config)
{
    readNamed(fields, QStringLiteral("arch"), config.arch, archName, archFromName);
    fields.read(QStringLiteral("weights"), config.weights, 4096);
    fields.read(QStringLiteral("preset"), config.preset, 100);
    if (const auto body = bodyConfigFromJson(fields.object(QStringLiteral("body"))))
        config.body = *body;
    else
        fields.fail(QStringLiteral("body"));
    if (const auto head = headConfigFromJson(fields.object(QStringLiteral("head"))))
        config.head = *head;
    else
        fields.fail(QStringLiteral("head"));
}

void readData(JsonFields &fields, TrainingConfig &config)
{
    fields.read(QStringLiteral("image_size"), config.imageSize, 32, 1024);
    readNamed(fields, QStringLiteral("resize"), config.resize, resizeModeName, resizeModeFromName);
    fields.read(QStringLiteral("batch_size"), config.batchSize, 1, 4096);
    readAugmentation(fields, config.augmentation);
    fields.read(QStringLiteral("weighted_sampling"), config.weightedSampling);
}

} // namespace

QJsonObject toJson(const TrainingConfig &config)
{
    QJsonArray stages;
    for (const Stage &stage : config.stages)
        stages << toJson(stage);
    return {
        {QStringLiteral("arch"), archName(config.arch)},
        {QStringLiteral("body"), toJson(config.body)},
        {QStringLiteral("weights"), config.weights},
        {QStringLiteral("preset"), config.preset},
        {QStringLiteral("head"), toJson(config.head)},
        {QStringLiteral("split_on"), QJsonArray::fromStringList(config.splitOn)},
        {QStringLiteral("stages"), stages},
        {QStringLiteral("image_size"), config.imageSize},
        {QStringLiteral("resize"), resizeModeName(config.resize)},
        {QStringLiteral("batch_size"), config.batchSize},
        {QStringLiteral("weight_decay"), config.weightDecay},
        {QStringLiteral("train_batch_norm"), config.trainBatchNorm},
        {QStringLiteral("augmentation"), toJson(config.augmentation)},
        {QStringLiteral("regularisation"), toJson(config.regularisation)},
        {QStringLiteral("safeguards"), toJson(config.safeguards)},
        {QStringLiteral("weighted_sampling"), config.weightedSampling},
        {QStringLiteral("cached_views"), config.cachedViews},
        {QStringLiteral("device"), config.device},
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
    readNetwork(fields, config);
    if (json.contains(QStringLiteral("split_on")))
        readSplitOn(fields, config.splitOn);
    readStages(fields, config.stages);
    readData(fields, config);
    fields.read(QStringLiteral("weight_decay"), config.weightDecay, 0, 10);
    fields.read(QStringLiteral("train_batch_norm"), config.trainBatchNorm);
    readRegularisation(fields, config.regularisation);
    readSafeguards(fields, config.safeguards);
    fields.read(QStringLiteral("cached_views"), config.cachedViews, 0, 100);
    fields.read(QStringLiteral("device"), config.device, 20);
    readNamed(fields, QStringLiteral("precision"), config.precision, precisionName, precisionFromName);
    fields.read(QStringLiteral("threads"), config.threads, 0, 1024);
    fields.read(QStringLiteral("seed"), config.seed, largestSeed);
    if (!fields.ok())
        return fields.error();
    return config;
}

} // namespace cairn
