// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/distributed/peerjob.h"
#include "core/base/text.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QJsonArray packed(const std::vector<Example> &examples)
{
    QJsonArray rows;
    for (const Example &example : examples)
        rows << QJsonArray{example.imageId, example.path, example.label};
    return rows;
}

std::vector<Example> unpacked(const QJsonArray &rows)
{
    std::vector<Example> examples;
    for (const QJsonValue &row : rows)
        examples.push_back({row[0].toInteger(), row[1].toString(), row[2].toInt(-1)});
    return examples;
}

} // namespace

QByteArray packJob(const TrainingJob &job)
{
    const QJsonObject json{
        {u"config"_s, toJson(job.config)},
        {u"classes"_s, QJsonArray::fromStringList(job.data.classes)},
        {u"train"_s, packed(job.data.train)},
        {u"valid"_s, packed(job.data.valid)},
        {u"resume"_s, job.resume},
    };
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

Result<TrainingJob> unpackJob(const QByteArray &bytes)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    if (json.isEmpty())
        return Error{
            ErrorCode::Corrupt,
            Text::tr("The first process did not send the training job; use the same version of Cairn "
                     "everywhere.")};
    Result<TrainingConfig> config = trainingConfigFromJson(json[u"config"_s].toObject());
    if (!config)
        return config.error();
    TrainingJob job;
    job.config = *std::move(config);
    for (const QJsonValue &name : json[u"classes"_s].toArray())
        job.data.classes << name.toString();
    job.data.train = unpacked(json[u"train"_s].toArray());
    job.data.valid = unpacked(json[u"valid"_s].toArray());
    job.resume = json[u"resume"_s].toBool();
    return job;
}

} // namespace cairn
