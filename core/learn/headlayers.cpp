// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/headlayers.h"
#include "core/base/text.h"

#include <array>
#include <optional>

namespace cairn {

namespace {

using Kind = HeadLayer::Kind;

constexpr int mostLayers = 64;
constexpr int mostUnits = 65'536;
constexpr double mostDropout = 0.95;

struct Name
{
    const char *name;
    Kind kind;
};
constexpr std::array layerNames{
    Name{"concatpool", Kind::ConcatPool}, Name{"avgpool", Kind::AveragePool}, Name{"maxpool", Kind::MaxPool},
    Name{"flatten", Kind::Flatten},       Name{"batchnorm", Kind::BatchNorm}, Name{"relu", Kind::ReLU},
    Name{"dropout", Kind::Dropout},       Name{"linear", Kind::Linear},
};

Error invalidHead(const QString &message)
{
    return {ErrorCode::InvalidInput, message};
}

bool isPool(Kind kind)
{
    return kind == Kind::ConcatPool || kind == Kind::AveragePool || kind == Kind::MaxPool;
}

/// Reads a custom list from its first word to its last, with the shape that each layer gets.
class CustomHead
{
public:
    CustomHead(int features, int classes)
        : m_width(features)
        , m_classes(classes)
    {
    }

    Result<void> add(const QString &text);
    Result<std::vector<HeadLayer>> finish();

private:
    enum class Shape { Map, Pooled, Vector };

    Result<void> checkPlace(Kind kind, const QString &text) const;
    Result<void> readNumber(HeadLayer &layer, const QStringList &words, const QString &text);
    Result<void> readUnits(HeadLayer &layer, const QString &number, const QString &text);

    int m_width;
    int m_classes;
    Shape m_shape = Shape::Map;
    bool m_classesDone = false; ///< the Linear with one output a class was there
    std::vector<HeadLayer> m_layers;
};

Result<void> CustomHead::add(const QString &text)
{
    const QStringList words = text.simplified().split(QLatin1Char(' '));
    std::optional<Kind> kind;
    for (const Name &name : layerNames) {
        if (words.first() == QLatin1String(name.name))
            kind = name.kind;
    }
    if (!kind)
        return invalidHead(
            Text::tr("A head has no layer “%1”; choose from %2, dropout with a probability, linear "
                     "with a number of units.")
                .arg(text.left(50), headLayerNames().join(QStringLiteral(", "))));
    if (const auto placed = checkPlace(*kind, text); !placed)
        return placed;
    HeadLayer layer;
    layer.kind = *kind;
    layer.inputs = m_width;
    layer.outputs = *kind == Kind::ConcatPool ? 2 * m_width : m_width;
    layer.final = *kind == Kind::BatchNorm && m_classesDone;
    if (const auto read = readNumber(layer, words, text); !read)
        return read;
    if (isPool(*kind))
        m_shape = Shape::Pooled;
    if (*kind == Kind::Flatten)
        m_shape = Shape::Vector;
    m_width = layer.outputs;
    m_layers.push_back(layer);
    return {};
}

Result<void> CustomHead::checkPlace(Kind kind, const QString &text) const
{
    if (m_classesDone && (kind != Kind::BatchNorm || m_layers.back().kind == Kind::BatchNorm))
        return invalidHead(Text::tr("“%1” cannot follow the final linear layer of the head; only one "
                                    "batchnorm can.")
                               .arg(text));
    if (isPool(kind) && m_shape != Shape::Map)
        return invalidHead(
            Text::tr("“%1” must be the first layer of the head and appear only once.").arg(text));
    if (kind == Kind::Flatten && m_shape != Shape::Pooled)
        return invalidHead(Text::tr("“flatten” must follow a pooling layer (concatpool, avgpool or maxpool): "
                                    "otherwise the head would work for one image size only."));
    if (!isPool(kind) && kind != Kind::Flatten && m_shape != Shape::Vector)
        return invalidHead(
            Text::tr("“%1” needs a pooling layer and “flatten” before it in the head.").arg(text));
    return {};
}

Result<void> CustomHead::readNumber(HeadLayer &layer, const QStringList &words, const QString &text)
{
    const bool takesNumber = layer.kind == Kind::Dropout || layer.kind == Kind::Linear;
    if (words.size() > (takesNumber ? 2 : 1))
        return invalidHead(Text::tr("Unexpected word “%1” in a layer of the head.").arg(text));
    if (layer.kind == Kind::Linear)
        return readUnits(layer, words.value(1), text);
    if (layer.kind != Kind::Dropout)
        return {};
    bool ok = false;
    layer.dropout = words.value(1).toDouble(&ok);
    if (!ok || !(layer.dropout >= 0 && layer.dropout <= mostDropout))
        return invalidHead(Text::tr("“%1” needs a probability between 0 and %2, for example “dropout 0.5”.")
                               .arg(text)
                               .arg(mostDropout));
    return {};
}

Result<void> CustomHead::readUnits(HeadLayer &layer, const QString &number, const QString &text)
{
    if (number.isEmpty()) {
        layer.outputs = m_classes;
        m_classesDone = true;
        return {};
    }
    bool ok = false;
    layer.outputs = number.toInt(&ok);
    if (!ok || layer.outputs < 1 || layer.outputs > mostUnits)
        return invalidHead(Text::tr("“%1” needs between 1 and %2 units, for example “linear 512”.")
                               .arg(text)
                               .arg(mostUnits));
    return {};
}

Result<std::vector<HeadLayer>> CustomHead::finish()
{
    if (!m_classesDone)
        return invalidHead(Text::tr("A custom head must end with “linear” without a number, which has one "
                                    "output per class. The shortest is avgpool, flatten, linear."));
    return std::move(m_layers);
}

Result<std::vector<HeadLayer>> customLayers(const QStringList &texts, int features, int classes)
{
    if (texts.size() > mostLayers)
        return invalidHead(Text::tr("A head can have %1 layers at most.").arg(mostLayers));
    CustomHead head(features, classes);
    for (const QString &text : texts) {
        if (const auto added = head.add(text); !added)
            return added.error();
    }
    return head.finish();
}

double dropoutOf(const QList<double> &dropout, qsizetype block, qsizetype blocks)
{
    if (dropout.size() == blocks)
        return dropout[block];
    return block + 1 == blocks ? dropout.last() : dropout.last() / 2;
}

std::vector<HeadLayer> fastAiLayers(const HeadConfig &head, int features, int classes)
{
    const bool biased = head.kind == HeadConfig::Kind::FastAi;
    int width = head.concatPool ? 2 * features : features;
    std::vector<HeadLayer> layers;
    layers.push_back({head.concatPool ? Kind::ConcatPool : Kind::AveragePool, features, width});
    layers.push_back({Kind::Flatten, width, width});
    const QList<int> outputs = head.hiddenUnits + QList<int>{classes};
    for (qsizetype block = 0; block < outputs.size(); ++block) {
        layers.push_back({Kind::BatchNorm, width, width});
        layers.push_back({Kind::Dropout, width, width, true, dropoutOf(head.dropout, block, outputs.size())});
        layers.push_back({Kind::Linear, width, outputs[block], biased});
        width = outputs[block];
        if (block + 1 < outputs.size())
            layers.push_back({Kind::ReLU, width, width});
    }
    if (head.bnFinal)
        layers.push_back({Kind::BatchNorm, classes, classes, true, 0, true});
    return layers;
}

} // namespace

qint64 HeadLayer::parameters() const
{
    if (kind == Kind::Linear)
        return (qint64(inputs) + (bias ? 1 : 0)) * outputs;
    return kind == Kind::BatchNorm ? 2 * qint64(inputs) : 0;
}

Result<std::vector<HeadLayer>> headLayers(const HeadConfig &head, int features, int classes)
{
    if (head.kind == HeadConfig::Kind::Custom)
        return customLayers(head.layers, features, classes);
    if (head.kind == HeadConfig::Kind::Plain)
        return std::vector<HeadLayer>{{Kind::AveragePool, features, features},
                                      {Kind::Flatten, features, features},
                                      {Kind::Linear, features, classes}};
    return fastAiLayers(head, features, classes);
}

qint64 headParameters(const HeadConfig &head, int features, int classes)
{
    qint64 count = 0;
    const auto layers = headLayers(head, features, classes);
    for (const HeadLayer &layer : layers ? *layers : std::vector<HeadLayer>())
        count += layer.parameters();
    return count;
}

QStringList headLayerNames()
{
    QStringList list;
    for (const Name &name : layerNames)
        list << QString::fromLatin1(name.name);
    return list;
}

} // namespace cairn
