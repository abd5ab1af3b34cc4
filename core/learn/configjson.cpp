// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/learn/jsonfields.h"
#include "core/learn/settings/settingsjson.h"

namespace cairn {

namespace {

constexpr int mostStages = 50;

QJsonObject toJson(const Stage &stage)
{
    QJsonObject json;
    writeSettings(stageSettings(), stage, json);
    return json;
}

Result<Stage> stageFromJson(const QJsonObject &json)
{
    JsonFields fields(json, Text::tr("configuration of a training stage"));
    Stage stage;
    bool frozen = false; // files of the first version
    fields.read(QStringLiteral("frozen"), frozen);
    stage.freezeTo = frozen ? -1 : 0;
    readSettings(stageSettings(), json, fields, stage);
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

} // namespace

QJsonObject toJson(const TrainingConfig &config)
{
    QJsonArray stages;
    for (const Stage &stage : config.stages)
        stages << toJson(stage);
    QJsonObject json{{QStringLiteral("stages"), stages}};
    writeSettings(trainingSettings(), config, json);
    return json;
}

Result<TrainingConfig> trainingConfigFromJson(const QJsonObject &json)
{
    JsonFields fields(json, Text::tr("training configuration"));
    fields.require(QStringLiteral("arch"));
    fields.require(QStringLiteral("stages"));
    TrainingConfig config;
    readStages(fields, config.stages);
    readSettings(trainingSettings(), json, fields, config);
    if (fields.ok() && (!validate(config.body) || !validate(config.head)))
        fields.fail(QStringLiteral("head"));
    if (!fields.ok())
        return fields.error();
    return config;
}

} // namespace cairn
