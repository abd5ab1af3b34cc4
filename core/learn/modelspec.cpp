#include "core/learn/modelspec.h"

#include "core/learn/jsonfields.h"

#include <QJsonArray>
#include <QSet>

namespace cairn {

namespace {

constexpr int largestHiddenLayer = 1 << 16;
constexpr int mostHiddenLayers = 16;
constexpr int mostClasses = 10'000;
constexpr int longestClassName = 200;

constexpr int mostCustomLayers = 64;

HeadConfig::Kind readKind(JsonFields &fields)
{
    QString name = headKindName(HeadConfig::Kind::FastAi);
    fields.read(QStringLiteral("kind"), name, 20);
    if (const auto kind = headKindFromName(name))
        return *kind;
    fields.fail(QStringLiteral("kind"));
    return HeadConfig::Kind::FastAi;
}

QStringList readLayers(JsonFields &fields)
{
    const QString key = QStringLiteral("layers");
    QStringList layers;
    const QJsonArray values = fields.array(key, mostCustomLayers);
    for (const auto &value : values) {
        if (!value.isString() || value.toString().size() > 50)
            fields.fail(key);
        layers << value.toString();
    }
    return layers;
}

// One number in files of the first version.
QList<double> readDropout(const QJsonObject &json, JsonFields &fields)
{
    const QString key = QStringLiteral("dropout");
    QList<double> dropout = HeadConfig().dropout;
    if (!json.value(key).isArray()) {
        fields.read(key, dropout.first(), 0, 0.95);
        return dropout;
    }
    dropout.clear();
    const QJsonArray values = fields.array(key, mostHiddenLayers + 1);
    for (const auto &value : values) {
        if (!(value.toDouble(-1) >= 0 && value.toDouble(-1) <= 0.95))
            fields.fail(key);
        dropout << value.toDouble();
    }
    return dropout;
}

QList<int> readHiddenUnits(JsonFields &fields)
{
    const QString key = QStringLiteral("hidden_units");
    QList<int> units;
    const QJsonArray values = fields.array(key, mostHiddenLayers);
    for (const auto &value : values) {
        const int count = value.toInt(0);
        if (count < 1 || count > largestHiddenLayer)
            fields.fail(key);
        units << count;
    }
    return units;
}

QStringList readClasses(JsonFields &fields)
{
    const QString key = QStringLiteral("classes");
    QStringList classes;
    QSet<QString> seen;
    const QJsonArray values = fields.array(key, mostClasses);
    for (const auto &value : values) {
        const QString name = value.toString();
        if (name.isEmpty() || name.size() > longestClassName || seen.contains(name))
            fields.fail(key);
        seen.insert(name);
        classes << name;
    }
    if (classes.isEmpty())
        fields.fail(key);
    return classes;
}

} // namespace

int bodyFeatures(Arch arch, const BodyConfig &body)
{
    return (archUsesBottleneck(arch) ? 4 : 1) * (64 << (body.stages() - 1));
}

QString headKindName(HeadConfig::Kind kind)
{
    switch (kind) {
    case HeadConfig::Kind::FastAi:
        return QStringLiteral("fastai");
    case HeadConfig::Kind::FastAi2:
        return QStringLiteral("fastai2");
    case HeadConfig::Kind::Plain:
        return QStringLiteral("plain");
    case HeadConfig::Kind::Custom:
        return QStringLiteral("custom");
    }
    Q_UNREACHABLE();
}

Result<HeadConfig::Kind> headKindFromName(const QString &name)
{
    using Kind = HeadConfig::Kind;
    for (const Kind kind : {Kind::FastAi, Kind::FastAi2, Kind::Plain, Kind::Custom}) {
        if (headKindName(kind) == name)
            return kind;
    }
    return Error{ErrorCode::InvalidInput,
                 QStringLiteral("There is no head “%1”; choose fastai, fastai2, plain or custom.")
                     .arg(name.left(100))};
}

QString resizeModeName(ResizeMode mode)
{
    switch (mode) {
    case ResizeMode::Crop:
        return QStringLiteral("crop");
    case ResizeMode::Pad:
        return QStringLiteral("pad");
    case ResizeMode::Squish:
        return QStringLiteral("squish");
    }
    Q_UNREACHABLE();
}

Result<ResizeMode> resizeModeFromName(const QString &name)
{
    for (const ResizeMode mode : {ResizeMode::Crop, ResizeMode::Pad, ResizeMode::Squish}) {
        if (resizeModeName(mode) == name)
            return mode;
    }
    return Error{ErrorCode::InvalidInput,
                 QStringLiteral("There is no way to resize called “%1”; choose crop, pad or squish.")
                     .arg(name.left(100))};
}

QJsonObject toJson(const HeadConfig &head)
{
    QJsonArray hidden;
    for (const int units : head.hiddenUnits)
        hidden << units;
    QJsonArray dropout;
    for (const double share : head.dropout)
        dropout << share;
    return {
        {QStringLiteral("kind"), headKindName(head.kind)},
        {QStringLiteral("hidden_units"), hidden},
        {QStringLiteral("dropout"), dropout},
        {QStringLiteral("concat_pool"), head.concatPool},
        {QStringLiteral("bn_final"), head.bnFinal},
        {QStringLiteral("layers"), QJsonArray::fromStringList(head.layers)},
    };
}

QJsonObject toJson(const BodyConfig &body)
{
    return {{QStringLiteral("cut"), body.cut}, {QStringLiteral("stride_in_first"), body.strideInFirst}};
}

QJsonObject toJson(const ModelSpec &spec)
{
    return {
        {QStringLiteral("arch"), archName(spec.arch)},
        {QStringLiteral("head"), toJson(spec.head)},
        {QStringLiteral("classes"), QJsonArray::fromStringList(spec.classes)},
        {QStringLiteral("image_size"), spec.imageSize},
        {QStringLiteral("body"), toJson(spec.body)},
        {QStringLiteral("resize"), resizeModeName(spec.resize)},
    };
}

Result<HeadConfig> headConfigFromJson(const QJsonObject &json)
{
    JsonFields fields(json, QStringLiteral("description of the network's head"));
    HeadConfig head;
    head.kind = readKind(fields);
    if (json.contains(QStringLiteral("hidden_units")))
        head.hiddenUnits = readHiddenUnits(fields);
    head.dropout = readDropout(json, fields);
    fields.read(QStringLiteral("concat_pool"), head.concatPool);
    fields.read(QStringLiteral("bn_final"), head.bnFinal);
    head.layers = readLayers(fields);
    if (fields.ok() && !validate(head))
        fields.fail(QStringLiteral("head"));
    if (!fields.ok())
        return fields.error();
    return head;
}

Result<BodyConfig> bodyConfigFromJson(const QJsonObject &json)
{
    JsonFields fields(json, QStringLiteral("description of the network's body"));
    BodyConfig body;
    fields.read(QStringLiteral("cut"), body.cut, -5, -2);
    fields.read(QStringLiteral("stride_in_first"), body.strideInFirst);
    if (!fields.ok())
        return fields.error();
    return body;
}

Result<ModelSpec> modelSpecFromJson(const QJsonObject &json)
{
    JsonFields fields(json, QStringLiteral("description of the network"));
    for (const QString &key : {QStringLiteral("arch"), QStringLiteral("head"), QStringLiteral("classes"),
                               QStringLiteral("image_size")})
        fields.require(key);
    ModelSpec spec;
    QString name;
    fields.read(QStringLiteral("arch"), name, 100);
    if (const auto arch = archFromName(name))
        spec.arch = *arch;
    else
        fields.fail(QStringLiteral("arch"));
    const auto head = headConfigFromJson(fields.object(QStringLiteral("head")));
    spec.classes = readClasses(fields);
    fields.read(QStringLiteral("image_size"), spec.imageSize, 32, 4096);
    const auto body = bodyConfigFromJson(fields.object(QStringLiteral("body")));
    QString resize = resizeModeName(spec.resize);
    fields.read(QStringLiteral("resize"), resize, 20);
    if (const auto mode = resizeModeFromName(resize))
        spec.resize = *mode;
    else
        fields.fail(QStringLiteral("resize"));
    if (!fields.ok())
        return fields.error();
    if (!head)
        return head.error();
    if (!body)
        return body.error();
    spec.head = *head;
    spec.body = *body;
    return spec;
}

} // namespace cairn
