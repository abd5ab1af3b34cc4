// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "app/cli/report.h"
#include "core/base/format.h"
#include "core/runs/comparison.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

std::vector<qint64> runIds(const Arguments &arguments)
{
    std::vector<qint64> ids;
    for (const QString &text : arguments.text(u"runs"_s).split(u',', Qt::SkipEmptyParts)) {
        bool isNumber = false;
        ids.push_back(text.trimmed().toLongLong(&isNumber));
        if (!isNumber || ids.back() < 1)
            throw UsageError{u"--runs is a list of run numbers, for example 1,2."_s};
    }
    if (ids.size() < 2)
        throw UsageError{u"--runs needs at least two runs, for example 1,2."_s};
    return ids;
}

QJsonObject toJson(const PairedErrors &errors)
{
    return {{u"images"_s, errors.images},
            {u"error_rates"_s, QJsonArray{errors.firstErrorRate(), errors.secondErrorRate()}},
            {u"intervals"_s, QJsonArray{toJson(errors.firstInterval()), toJson(errors.secondInterval())}},
            {u"only_first_wrong"_s, qint64(errors.becameRight.size())},
            {u"only_second_wrong"_s, qint64(errors.becameWrong.size())},
            {u"p_value"_s, errors.pValue()}};
}

QJsonObject toJson(const DataDifference &data, const QHash<qint64, QString> &files)
{
    const auto paths = [&](const std::vector<qint64> &ids) {
        QJsonArray array;
        for (const qint64 id : ids)
            array << files.value(id);
        return array;
    };
    QJsonArray relabeled;
    for (const DataDifference::Relabeled &one : data.relabeled)
        relabeled << QJsonObject{
            {u"file"_s, files.value(one.imageId)}, {u"from"_s, one.from}, {u"to"_s, one.to}};
    return {{u"added"_s, paths(data.added)},
            {u"removed"_s, paths(data.removed)},
            {u"relabeled"_s, relabeled},
            {u"to_validation"_s, paths(data.toValidation)},
            {u"to_training"_s, paths(data.toTraining)}};
}

void tell(Output &out, const RunRecord &first, const RunRecord &second, const PairComparison &pair)
{
    const PairedErrors &errors = pair.all;
    out.line(u"%1 and %2 on the %3 validation images that both evaluated"_s.arg(first.name, second.name,
                                                                                formatCount(errors.images)));
    out.line(u"  error rate %1 and %2"_s.arg(shareWithInterval(errors.firstWrong, errors.images),
                                             shareWithInterval(errors.secondWrong, errors.images)));
    out.line(
        u"  only the first wrong: %1, only the second wrong: %2; p = %3%4"_s.arg(errors.becameRight.size())
            .arg(errors.becameWrong.size())
            .arg(errors.pValue(), 0, 'g', 3)
            .arg(withinNoise(errors.pValue()) ? u": not significant"_s : QString()));
    if (pair.correctedValidation > 0)
        out.line(u"  %1 validation labels were corrected since %2 started; without them %3 and %4"_s.arg(
            formatCount(pair.correctedValidation), first.name,
            shareWithInterval(pair.uncorrected.firstWrong, pair.uncorrected.images),
            shareWithInterval(pair.uncorrected.secondWrong, pair.uncorrected.images)));
    const DataDifference &data = pair.data;
    out.line(
        u"  images: %1 added, %2 removed, %3 relabeled, %4 moved to another split"_s.arg(data.added.size())
            .arg(data.removed.size())
            .arg(data.relabeled.size())
            .arg(data.toTraining.size() + data.toValidation.size()));
}

void tellConfiguration(Output &out, const QJsonObject &configuration)
{
    if (configuration.isEmpty())
        return out.line(u"  settings: identical"_s);
    for (auto it = configuration.begin(); it != configuration.end(); ++it) {
        QStringList values;
        for (const QJsonValue &value : it->toArray())
            values << (value.isNull() ? u"–"_s : value.toVariant().toString());
        out.line(u"  %1: %2"_s.arg(it.key(), values.join(u" → "_s)));
    }
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const std::vector<qint64> ids = runIds(arguments);
    const std::unique_ptr<Project> project = openProject(arguments);
    const RunComparison comparison = orFail(compareRuns(*project, ids));
    const QHash<qint64, QString> files = orFail(imageFiles(*project, context.out));
    Output &out = context.out;
    QJsonArray pairs;
    for (std::size_t i = 0; i < comparison.pairs.size(); ++i) {
        const PairComparison &pair = comparison.pairs[i];
        tell(out, comparison.runs.front(), comparison.runs[i + 1], pair);
        QJsonObject fields = toJson(pair.all);
        fields.insert(u"runs"_s, QJsonArray{comparison.runs.front().id, comparison.runs[i + 1].id});
        fields.insert(u"uncorrected"_s, toJson(pair.uncorrected));
        fields.insert(u"corrected_validation"_s, pair.correctedValidation);
        fields.insert(u"data_diff"_s, toJson(pair.data, files));
        pairs << fields;
    }
    tellConfiguration(out, comparison.configuration);
    QJsonObject done = pairs.first().toObject(); // the first two runs, where there are no more
    done.insert(u"config_diff"_s, comparison.configuration);
    done.insert(u"pairs"_s, pairs);
    out.event(u"done"_s, done);
    return {};
}

} // namespace

Command compareCommand()
{
    return {u"compare"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Compares runs: errors, settings, data"_s,
            u"compare buildings.cairn --runs 1,2"_s,
            {{u"runs"_s, u"IDS"_s, u"two or more runs; the others are compared with the first"_s}},
            run};
}

} // namespace cairn
