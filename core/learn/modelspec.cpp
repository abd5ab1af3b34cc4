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

QString kindName(HeadConfig::Kind kind)
{
    return kind == HeadConfig::Kind::FastAi ? QStringLiteral("fastai") : QStringLiteral("plain");
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

QJsonObject toJson(const HeadConfig &head)
{
    QJsonArray hidden;
    for (const int units : head.hiddenUnits)
        hidden << units;
    return {
        {QStringLiteral("kind"), kindName(head.kind)},
        {QStringLiteral("hidden_units"), hidden},
        {QStringLiteral("dropout"), head.dropout},
        {QStringLiteral("bn_final"), head.bnFinal},
    };
}

QJsonObject toJson(const ModelSpec &spec)
{
    return {
        {QStringLiteral("arch"), archName(spec.arch)},
        {QStringLiteral("head"), toJson(spec.head)},
        {QStringLiteral("classes"), QJsonArray::fromStringList(spec.classes)},
        {QStringLiteral("image_size"), spec.imageSize},
    };
}

Result<HeadConfig> headConfigFromJson(const QJsonObject &json)
{
    JsonFields fields(json, QStringLiteral("description of the network's head"));
    HeadConfig head;
    QString kind = kindName(head.kind);
    fields.read(QStringLiteral("kind"), kind, 20);
    if (kind == kindName(HeadConfig::Kind::Plain))
        head.kind = HeadConfig::Kind::Plain;
    else if (kind != kindName(HeadConfig::Kind::FastAi))
        fields.fail(QStringLiteral("kind"));
    if (json.contains(QStringLiteral("hidden_units")))
        head.hiddenUnits = readHiddenUnits(fields);
    fields.read(QStringLiteral("dropout"), head.dropout, 0, 0.95);
    fields.read(QStringLiteral("bn_final"), head.bnFinal);
    if (!fields.ok())
        return fields.error();
    return head;
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
    if (!fields.ok())
        return fields.error();
    if (!head)
        return head.error();
    spec.head = *head;
    return spec;
}

} // namespace cairn
