// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/settings/networksettings.h"

#include "core/learn/headlayers.h"
#include "core/learn/layergroups.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

using Config = TrainingConfig;
using Group = SettingGroup;

constexpr int mostHiddenLayers = 16;
constexpr int mostLayers = 64; // of a custom head; layer groups

// Another cut has other layer groups.
void splitAgain(Config &config)
{
    config.splitOn = defaultSplit(config.body);
}

// A list of dropouts belongs to its blocks; another number of blocks starts again with the last one's.
void dropAgain(Config &config)
{
    QList<double> &dropout = config.head.dropout;
    if (dropout.size() > 1 && dropout.size() != config.head.hiddenUnits.size() + 1)
        dropout = {dropout.last()};
}

void useCustomHead(Config &config)
{
    if (!config.head.layers.isEmpty())
        config.head.kind = HeadConfig::Kind::Custom;
}

class NetworkSettings
{
    Q_DECLARE_TR_FUNCTIONS(NetworkSettings)

public:
    static QList<Setting<Config>> network();
    static QList<Setting<Config>> head();
    static QList<Setting<Config>> layerGroups();
};

QList<Setting<Config>> NetworkSettings::network()
{
    return {
        {.key = u"body.cut"_s,
         .option = u"cut"_s,
         .value = u"N"_s,
         .group = Group::Network,
         .title = tr("Body up to"),
         .hint = tr("Last stage of the body, whose output goes into the head (fast.ai's cut): -2 is layer4, "
                    "-5 is layer1"),
         .field = WholeField<Config>{.part = [](Config &c) -> int & { return c.body.cut; },
                                     .low = -5,
                                     .high = -2,
                                     .titles = {{-2, tr("layer4: the whole body (−2)")},
                                                {-3, tr("layer3 (−3)")},
                                                {-4, tr("layer2 (−4)")},
                                                {-5, tr("layer1 (−5)")}}},
         .name = tr("cut"),
         .follow = splitAgain},
        {.key = u"body.stride_in_first"_s,
         .option = u"stride-in-first"_s,
         .group = Group::Network,
         .title = tr("Stride"),
         .hint = tr("In ResNet-50, 101 and 152: in the first 1×1 convolution as in the paper, instead of "
                    "the 3×3 as in torchvision; pretrained weights expect the 3×3"),
         .field = SwitchField<Config>{[](Config &c) -> bool & { return c.body.strideInFirst; },
                                      tr("in the first 1×1 convolution")}},
    };
}

QList<Setting<Config>> NetworkSettings::head()
{
    using Kind = HeadConfig::Kind;
    return {
        {.key = u"head.kind"_s,
         .option = u"head"_s,
         .value = u"KIND"_s,
         .group = Group::Head,
         .title = tr("Kind"),
         .hint = tr("The layers that turn the body's features into class scores"),
         .field = ChoiceField<Config>{
             [](const Config &c) { return int(c.head.kind); },
             [](Config &c, int value) { c.head.kind = Kind(value); },
             {{int(Kind::FastAi), headKindName(Kind::FastAi), tr("fast.ai")},
              {int(Kind::FastAi2), headKindName(Kind::FastAi2), tr("fast.ai 2 (no biases)")},
              {int(Kind::Plain), headKindName(Kind::Plain), tr("torchvision: one layer")},
              {int(Kind::Custom), headKindName(Kind::Custom), tr("custom layers")}}},
         .name = tr("kind of head"),
         .common = true},
        {.key = u"head.hidden_units"_s,
         .option = u"lin-ftrs"_s,
         .value = u"N,…"_s,
         .group = Group::Head,
         .title = tr("Hidden layers"),
         .hint = tr("Units of each, separated by commas (lin_ftrs); none: no hidden layer"),
         .field = WholeListField<Config>{[](Config &c) -> QList<int> & { return c.head.hiddenUnits; }, 1,
                                         1 << 16, mostHiddenLayers},
         .name = tr("units of the hidden layers"),
         .follow = dropAgain},
        {.key = u"head.dropout"_s,
         .option = u"ps"_s,
         .value = u"P,…"_s,
         .group = Group::Head,
         .title = tr("Dropout"),
         .hint = tr("Probability that an input of a layer is dropped (ps): for the last layer, with half of "
                    "it for earlier ones; or one per layer, separated by commas"),
         .field = RealListField<Config>{[](Config &c) -> QList<double> & { return c.head.dropout; }, 0, 0.95,
                                        mostHiddenLayers + 1},
         .usual = u"0.5"_s,
         .name = tr("dropout probabilities")},
        {.key = u"head.concat_pool"_s,
         .option = u"avg-pool"_s,
         .group = Group::Head,
         .title = tr("Pooling"),
         .hint = tr("Maxima and averages together; otherwise averages only"),
         .field = SwitchField<Config>{[](Config &c) -> bool & { return c.head.concatPool; },
                                      tr("maxima and averages")}},
        {.key = u"head.bn_final"_s,
         .option = u"bn-final"_s,
         .group = Group::Head,
         .title = tr("At the end"),
         .hint = tr("A BatchNorm after the last Linear, fast.ai's bn_final"),
         .field
         = SwitchField<Config>{[](Config &c) -> bool & { return c.head.bnFinal; }, tr("a final BatchNorm")}},
        {.key = u"head.layers"_s,
         .option = u"head-layers"_s,
         .value = u"L,…"_s,
         .group = Group::Head,
         .title = tr("Custom layers"),
         .hint = tr("Choose from %1; dropout takes a probability, linear a number of units; the last linear "
                    "takes none and has one output per class")
                     .arg(headLayerNames().join(u", "_s)),
         .field = WordsField<Config>{[](Config &c) -> QStringList & { return c.head.layers; }, mostLayers,
                                     u"avgpool, flatten, linear"_s},
         .follow = useCustomHead},
    };
}

QList<Setting<Config>> NetworkSettings::layerGroups()
{
    return {
        {.key = u"split_on"_s,
         .option = u"split-on"_s,
         .value = u"L,…"_s,
         .group = Group::LayerGroups,
         .title = tr("Begin at"),
         .hint = tr("Where the layer groups after the first begin (split_on): layer3 or a block such as "
                    "layer4.1, separated by commas; none: body and head"),
         .field = WordsField<Config>{[](Config &c) -> QStringList & { return c.splitOn; }, mostLayers},
         .name = tr("start of the layer groups")},
        {.key = u"train_batch_norm"_s,
         .option = u"no-train-bn"_s,
         .group = Group::LayerGroups,
         .title = tr("BatchNorm"),
         .hint = tr("BatchNorms train even while their layers are frozen (train_bn)"),
         .field = SwitchField<Config>{[](Config &c) -> bool & { return c.trainBatchNorm; },
                                      tr("in frozen groups, too")}},
    };
}

} // namespace

QList<Setting<TrainingConfig>> networkShapeSettings()
{
    return NetworkSettings::network() + NetworkSettings::head() + NetworkSettings::layerGroups();
}

} // namespace cairn
