#include "app/cli/trainingsettings.h"

#include "app/cli/arguments.h"
#include "core/learn/layergroups.h"
#include "core/learn/schedule.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr double anyNumber = 1e15; // what is sensible, validate() says

const QString networkGroup = u"Network and head:"_s;
const QString dataGroup = u"Pictures:"_s;
const QString lossGroup = u"Regularisation:"_s;
const QString guardGroup = u"Safeguards:"_s;
const QString computeGroup = u"Computing:"_s;

double number(const Arguments &arguments, const QString &option)
{
    return *arguments.number(option, -anyNumber, anyNumber);
}

int integer(const Arguments &arguments, const QString &option)
{
    return int(*arguments.integer(option, std::numeric_limits<int>::min()));
}

QStringList listed(const Arguments &arguments, const QString &option)
{
    const QString text = arguments.text(option);
    return text == u"none" ? QStringList() : text.split(u',', Qt::SkipEmptyParts);
}

template <typename Value>
QList<Value> numbers(const Arguments &arguments, const QString &option)
{
    QList<Value> values;
    const QStringList words = listed(arguments, option);
    for (const QString &word : words) {
        bool ok = false;
        if constexpr (std::is_same_v<Value, int>)
            values << word.toInt(&ok);
        else
            values << word.toDouble(&ok);
        if (!ok)
            throw UsageError{
                u"--%1 is a list of numbers with commas between them; “%2” is none."_s.arg(option, word)};
    }
    return values;
}

void setFreezing(TrainingConfig &config, const Arguments &arguments, const QString &option)
{
    const QList<int> depths = numbers<int>(arguments, option);
    if (depths.size() != config.stages.size())
        throw UsageError{
            u"--freeze-to needs one number for each of the %1 stages."_s.arg(config.stages.size())};
    for (qsizetype i = 0; i < depths.size(); ++i)
        config.stages[i].freezeTo = depths[i];
}

void setSchedule(TrainingConfig &config, const Arguments &arguments, const QString &option)
{
    const Schedule schedule = Arguments::require(scheduleFromName(arguments.text(option)));
    for (Stage &stage : config.stages)
        stage.schedule = schedule;
}

void setHeadLayers(TrainingConfig &config, const Arguments &arguments, const QString &option)
{
    config.head.kind = HeadConfig::Kind::Custom;
    config.head.layers.clear();
    const QStringList layers = listed(arguments, option);
    for (const QString &layer : layers)
        config.head.layers << layer.simplified();
}

void setAugmentation(TrainingConfig &config, const Arguments &arguments, const QString &option)
{
    const QString name = arguments.text(option);
    if (name == u"fastai")
        config.augmentation = Augmentation();
    else if (name == u"crop")
        config.augmentation = Augmentation::crops();
    else if (name == u"none")
        config.augmentation = Augmentation::none();
    else
        throw UsageError{u"--augment must be fastai, crop or none, not “%1”."_s.arg(name)};
}

} // namespace

#define CAIRN_NUMBER(field)                                                                                  \
    [](TrainingConfig &c, const Arguments &a, const QString &o) { c.field = number(a, o); }
#define CAIRN_INTEGER(field)                                                                                 \
    [](TrainingConfig &c, const Arguments &a, const QString &o) { c.field = integer(a, o); }
#define CAIRN_SWITCH(field, value)                                                                           \
    [](TrainingConfig &c, const Arguments &, const QString &) { c.field = value; }
#define CAIRN_NAMED(field, parse)                                                                            \
    [](TrainingConfig &c, const Arguments &a, const QString &o) {                                            \
        c.field = Arguments::require(parse(a.text(o)));                                                      \
    }

QList<Setting> networkSettings()
{
    return {
        {{u"arch"_s, u"NAME"_s, u"resnet18, 34 (default), 50, 101, 152, plain18 or plain34"_s},
         CAIRN_NAMED(arch, archFromName)},
        {{u"head"_s, u"KIND"_s, u"fastai (default), fastai2, plain or custom"_s},
         CAIRN_NAMED(head.kind, headKindFromName)},
        {{u"cut"_s, u"N"_s, u"last child kept: -2 layer4 (default) … -5 layer1"_s, networkGroup},
         [](TrainingConfig &c, const Arguments &a, const QString &o) {
             c.body.cut = integer(a, o);
             Arguments::require(validate(c.body));
             c.splitOn = defaultSplit(c.body);
         }},
        {{u"stride-in-first"_s, {}, u"bottlenecks stride in the first 1×1, as the paper"_s, networkGroup},
         CAIRN_SWITCH(body.strideInFirst, true)},
        {{u"lin-ftrs"_s, u"N,…"_s, u"the head's hidden layers (default 512); none: none"_s, networkGroup},
         [](TrainingConfig &c, const Arguments &a, const QString &o) {
             c.head.hiddenUnits = numbers<int>(a, o);
         }},
        {{u"ps"_s, u"P,…"_s, u"dropout: the last block's (default 0.5), or each one's"_s, networkGroup},
         [](TrainingConfig &c, const Arguments &a, const QString &o) {
             c.head.dropout = numbers<double>(a, o);
         }},
        {{u"avg-pool"_s, {}, u"average pooling alone instead of concat pooling"_s, networkGroup},
         CAIRN_SWITCH(head.concatPool, false)},
        {{u"bn-final"_s, {}, u"a BatchNorm after the last Linear"_s, networkGroup},
         CAIRN_SWITCH(head.bnFinal, true)},
        {{u"head-layers"_s, u"L,…"_s, u"own head: \"avgpool,flatten,linear 64,relu,linear\""_s, networkGroup},
         setHeadLayers},
        {{u"split-on"_s, u"L,…"_s, u"where layer groups begin (default layer3); none: none"_s, networkGroup},
         [](TrainingConfig &c, const Arguments &a, const QString &o) { c.splitOn = listed(a, o); }},
    };
}

QList<Setting> runSettings()
{
    return {
        {{u"size"_s, u"PIXELS"_s, u"side of the square that the network sees"_s}, CAIRN_INTEGER(imageSize)},
        {{u"batch"_s, u"N"_s, u"pictures a step (default 32)"_s}, CAIRN_INTEGER(batchSize)},
        {{u"seed"_s, u"N"_s, u"of weights, order and variations (default 42)"_s},
         [](TrainingConfig &c, const Arguments &a, const QString &o) {
             c.seed = quint64(*a.integer(o, 0, std::numeric_limits<qint64>::max()));
         }},
        {{u"precision"_s, u"NAME"_s, u"auto (default), float32, bfloat16 or float16"_s},
         CAIRN_NAMED(precision, precisionFromName)},
        {{u"freeze-to"_s, u"N,…"_s, u"first group that learns, one a stage; -1: the head"_s, stagesGroup},
         setFreezing},
        {{u"schedule"_s, u"NAME"_s, u"one-cycle, flat-cosine or constant, in all stages"_s, stagesGroup},
         setSchedule},
        {{u"weight-decay"_s, u"W"_s, u"decoupled (default 0.01)"_s, stagesGroup}, CAIRN_NUMBER(weightDecay)},
        {{u"no-train-bn"_s, {}, u"BatchNorms of frozen groups keep still, too"_s, stagesGroup},
         CAIRN_SWITCH(trainBatchNorm, false)},
        {{u"resize"_s, u"HOW"_s, u"crop (default), pad or squish"_s, dataGroup},
         CAIRN_NAMED(resize, resizeModeFromName)},
        {{u"augment"_s, u"NAME"_s, u"fastai (default), crop or none; then single ones"_s, dataGroup},
         setAugmentation},
        {{u"no-flip"_s, {}, u"do not mirror"_s, dataGroup}, CAIRN_SWITCH(augmentation.flip, false)},
        {{u"crop-scale"_s, u"S"_s, u"smallest share of a random crop (default 1: off)"_s, dataGroup},
         CAIRN_NUMBER(augmentation.minCropScale)},
        {{u"rotate"_s, u"DEGREES"_s, u"to either side (default 10)"_s, dataGroup},
         CAIRN_NUMBER(augmentation.maxRotate)},
        {{u"zoom"_s, u"FACTOR"_s, u"at most (default 1.1)"_s, dataGroup}, CAIRN_NUMBER(augmentation.maxZoom)},
        {{u"warp"_s, u"W"_s, u"perspective, 0–0.5 (default 0.2)"_s, dataGroup},
         CAIRN_NUMBER(augmentation.maxWarp)},
        {{u"p-affine"_s, u"P"_s, u"probability of these three (default 0.75)"_s, dataGroup},
         CAIRN_NUMBER(augmentation.affineShare)},
        {{u"lighting"_s, u"L"_s, u"brightness and contrast, 0–0.9 (default 0.2)"_s, dataGroup},
         CAIRN_NUMBER(augmentation.maxLighting)},
        {{u"p-lighting"_s, u"P"_s, u"its probability (default 0.75)"_s, dataGroup},
         CAIRN_NUMBER(augmentation.lightingShare)},
        {{u"weighted-sampling"_s, {}, u"see every class equally often"_s, dataGroup},
         CAIRN_SWITCH(weightedSampling, true)},
        {{u"cached-views"_s, u"N"_s, u"frozen stages: features of N views a picture, kept"_s, dataGroup},
         CAIRN_INTEGER(cachedViews)},
        {{u"mixup"_s, u"ALPHA"_s, u"mix two pictures and their labels (usual 0.4)"_s, lossGroup},
         CAIRN_NUMBER(regularisation.mixup)},
        {{u"cutmix"_s, u"ALPHA"_s, u"paste a part of another picture (usual 1)"_s, lossGroup},
         CAIRN_NUMBER(regularisation.cutmix)},
        {{u"label-smoothing"_s, u"EPS"_s, u"uniform (usual 0.1)"_s, lossGroup},
         CAIRN_NUMBER(regularisation.labelSmoothing)},
        {{u"clip-gradients"_s, u"NORM"_s, u"largest 2-norm of a step's gradients (usual 1)"_s, guardGroup},
         CAIRN_NUMBER(safeguards.clipGradients)},
        {{u"accumulate"_s, u"N"_s, u"batches that make one step (default 1)"_s, guardGroup},
         CAIRN_INTEGER(safeguards.accumulate)},
        {{u"early-stopping"_s, u"N"_s, u"stop after N epochs without improvement"_s, guardGroup},
         CAIRN_INTEGER(safeguards.stopAfter)},
        {{u"plateau"_s, u"N"_s, u"lower the rate after N epochs without improvement"_s, guardGroup},
         CAIRN_INTEGER(safeguards.plateauAfter)},
        {{u"plateau-factor"_s, u"F"_s, u"… to this part of it (default 0.1)"_s, guardGroup},
         CAIRN_NUMBER(safeguards.plateauFactor)},
        {{u"ema"_s, u"DECAY"_s, u"validate and keep averaged weights (usual 0.999)"_s, guardGroup},
         CAIRN_NUMBER(safeguards.averageDecay)},
        {{u"device"_s, u"NAME"_s, u"auto (default), cpu or cuda:N"_s, computeGroup},
         [](TrainingConfig &c, const Arguments &a, const QString &o) { c.device = a.text(o); }},
        {{u"threads"_s, u"N"_s, u"default: all cores"_s, computeGroup}, CAIRN_INTEGER(threads)},
    };
}

#undef CAIRN_NUMBER
#undef CAIRN_INTEGER
#undef CAIRN_SWITCH
#undef CAIRN_NAMED

} // namespace cairn
