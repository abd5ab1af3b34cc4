// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/comparison.h"
#include "core/base/text.h"

#include "core/project/repositories/runrepository.h"
#include "core/runs/runs.h"
#include "core/runs/snapshot.h"

#include <QHash>
#include <QJsonArray>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// An image as a run learned from it.
struct Use
{
    QString label;
    Split split = Split::None;
};

std::map<qint64, Use> usesOf(const LearningSet &data)
{
    std::map<qint64, Use> uses;
    for (const Example &example : data.train)
        uses[example.imageId] = {data.classes.value(example.label), Split::Train};
    for (const Example &example : data.valid)
        uses[example.imageId] = {data.classes.value(example.label), Split::Valid};
    return uses;
}

DataDifference difference(const std::map<qint64, Use> &first, const std::map<qint64, Use> &second)
{
    DataDifference result;
    for (const auto &[id, use] : first) {
        const auto other = second.find(id);
        if (other == second.end()) {
            result.removed.push_back(id);
            continue;
        }
        if (other->second.label != use.label)
            result.relabeled.push_back({id, use.label, other->second.label});
        if (other->second.split != use.split)
            (use.split == Split::Train ? result.toValidation : result.toTraining).push_back(id);
    }
    for (const auto &[id, use] : second) {
        if (!first.contains(id))
            result.added.push_back(id);
    }
    return result;
}

void flatten(const QString &path, const QJsonValue &value, QMap<QString, QJsonValue> &flat)
{
    const auto below = [&](const QString &key) { return path.isEmpty() ? key : path + u'.' + key; };
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            flatten(below(it.key()), it.value(), flat);
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            flatten(below(QString::number(i)), array[i], flat);
    } else {
        flat.insert(path, value);
    }
}

/// Images of a run whose label today is another than when it began. Those in the trash or without a label are
/// judged by no run, and corrected by nobody.
Result<QHash<qint64, bool>> correctedSince(Database &database, const RunRecord &run, const LearningSet &data)
{
    return labelsToday(database, run).transform([&data](const QHash<qint64, int> &today) {
        QHash<qint64, bool> corrected;
        for (const std::vector<Example> *examples : {&data.train, &data.valid}) {
            for (const Example &example : *examples)
                corrected.insert(example.imageId,
                                 today.value(example.imageId, example.label) != example.label);
        }
        return corrected;
    });
}

/// A run with what it said and what it learned from.
struct Known
{
    RunRecord run;
    Evaluation evaluation;
    LearningSet data;
};

Result<Known> know(const Project &project, Database &database, qint64 runId)
{
    const RunRepository runs(database);
    return runs.find(runId).and_then([&](const RunRecord &run) {
        return allOf(storedEvaluation(project, runId), runs.snapshot(run)).transform([&](auto read) {
            auto &[evaluation, data] = read;
            return Known{run, std::move(evaluation), std::move(data)};
        });
    });
}

/// The first run with each of the others. `corrected`: see correctedSince(), of the first.
RunComparison compared(const std::vector<Known> &all, const QHash<qint64, bool> &corrected)
{
    RunComparison comparison;
    std::vector<QJsonObject> configurations;
    for (const Known &known : all) {
        comparison.runs.push_back(known.run);
        configurations.push_back(known.run.settings());
    }
    comparison.configuration = configurationDifferences(configurations);
    const Known &first = all.front();
    const std::map<qint64, Use> uses = usesOf(first.data);
    const auto isCorrected = [&](const Example &example) { return corrected.value(example.imageId); };
    for (std::size_t i = 1; i < all.size(); ++i) {
        PairComparison pair;
        pair.all = pairedErrors(first.evaluation, all[i].evaluation);
        pair.uncorrected = pairedErrors(first.evaluation, all[i].evaluation,
                                        [&](qint64 id) { return !corrected.value(id, false); });
        pair.correctedValidation = std::ranges::count_if(first.data.valid, isCorrected);
        pair.data = difference(uses, usesOf(all[i].data));
        comparison.pairs.push_back(std::move(pair));
    }
    return comparison;
}

} // namespace

QJsonObject sideBySide(const std::vector<QJsonObject> &configurations)
{
    std::vector<QMap<QString, QJsonValue>> flat(configurations.size());
    QMap<QString, QJsonArray> values;
    for (std::size_t i = 0; i < configurations.size(); ++i) {
        flatten({}, configurations[i], flat[i]);
        for (auto it = flat[i].cbegin(); it != flat[i].cend(); ++it)
            values.insert(it.key(), {});
    }
    QJsonObject all;
    for (auto it = values.begin(); it != values.end(); ++it) {
        for (const auto &one : flat)
            it->append(one.value(it.key(), QJsonValue::Null));
        all.insert(it.key(), *it);
    }
    return all;
}

QJsonObject configurationDifferences(const std::vector<QJsonObject> &configurations)
{
    QJsonObject differences = sideBySide(configurations);
    for (auto it = differences.begin(); it != differences.end();) {
        const QJsonArray values = it->toArray();
        const bool same
            = std::ranges::all_of(values, [&](const QJsonValue &value) { return value == values.first(); });
        it = same ? differences.erase(it) : std::next(it);
    }
    return differences;
}

Result<RunComparison> compareRuns(const Project &project, const std::vector<qint64> &runIds)
{
    if (runIds.size() < 2)
        return Error{ErrorCode::InvalidInput, Text::tr("Select at least two runs to compare.")};
    return withDatabase(project, [&](Database &database) {
        return collect(runIds, [&](qint64 id) { return know(project, database, id); })
            .and_then([&](const std::vector<Known> &all) {
                return correctedSince(database, all.front().run, all.front().data)
                    .transform(
                        [&](const QHash<qint64, bool> &corrected) { return compared(all, corrected); });
            });
    });
}

} // namespace cairn
