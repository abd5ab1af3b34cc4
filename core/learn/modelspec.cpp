// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/modelspec.h"
#include "core/base/text.h"

#include "core/learn/jsonfields.h"
#include "core/learn/settings/settingsjson.h"

#include <QJsonArray>
#include <QSet>

namespace cairn {

namespace {

constexpr int mostClasses = 10'000;
constexpr int longestClassName = 200;

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

// Body and head are described among the settings of a training (settings/setting.h), under these keys.

QJsonObject objectOf(const QString &key, const TrainingConfig &config)
{
    QJsonObject json;
    writeSettings(settingsWithin(key), config, json);
    return json.value(key).toObject();
}

Result<TrainingConfig> configWith(const QString &key, const QJsonObject &inner)
{
    const QJsonObject json{{key, inner}};
    JsonFields fields(json, Text::tr("network specification"));
    TrainingConfig config;
    readSettings(settingsWithin(key), json, fields, config);
    if (fields.ok() && (!validate(config.body) || !validate(config.head)))
        fields.fail(key);
    if (!fields.ok())
        return fields.error();
    return config;
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
    return Error{
        ErrorCode::InvalidInput,
        Text::tr("There is no head “%1”; choose fastai, fastai2, plain or custom.").arg(name.left(100))};
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
                 Text::tr("There is no resize method “%1”; choose crop, pad or squish.").arg(name.left(100))};
}

QJsonObject toJson(const HeadConfig &head)
{
    TrainingConfig config;
    config.head = head;
    return objectOf(QStringLiteral("head"), config);
}

QJsonObject toJson(const BodyConfig &body)
{
    TrainingConfig config;
    config.body = body;
    return objectOf(QStringLiteral("body"), config);
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
    return configWith(QStringLiteral("head"), json).transform([](const TrainingConfig &config) {
        return config.head;
    });
}

Result<BodyConfig> bodyConfigFromJson(const QJsonObject &json)
{
    return configWith(QStringLiteral("body"), json).transform([](const TrainingConfig &config) {
        return config.body;
    });
}

Result<ModelSpec> modelSpecFromJson(const QJsonObject &json)
{
    JsonFields fields(json, Text::tr("network specification"));
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
    fields.read(QStringLiteral("image_size"), spec.imageSize, 32, 1024);
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
