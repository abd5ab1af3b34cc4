// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/runevaluation.h"
#include "core/base/text.h"

#include "core/base/format.h"
#include "core/project/repositories/runrepository.h"
#include "core/runs/keptevaluation.h"

#include <QFileInfo>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// What is stored of images whose files are gone: of what lies there damaged it would be untrue.
Result<std::vector<Prediction>> predictionsOfAway(const RunRepository &runs, const EvaluationTask &task,
                                                  const RunEvaluation &said)
{
    const QSet<qint64> missing(said.missing.begin(), said.missing.end());
    QHash<qint64, int> away;
    for (const Example &example : task.examples) {
        if (missing.contains(example.imageId) && !QFileInfo::exists(example.path))
            away.insert(example.imageId, example.label);
    }
    return runs.predictions(task.run.id).transform([&](std::vector<Prediction> stored) {
        const auto classes = std::size_t(said.confusion.classes());
        std::erase_if(stored, [&](const Prediction &prediction) {
            return !away.contains(prediction.imageId) || prediction.probabilities.size() != classes;
        });
        for (Prediction &prediction : stored)
            relabel(prediction, away.value(prediction.imageId));
        return stored;
    });
}

} // namespace

Result<RunEvaluation> evaluateAndStore(Database &database, Engine &engine, const EvaluationTask &task,
                                       const ProgressCallback &progress, const CancelToken &cancel)
{
    Result<Evaluation> said
        = engine.evaluate(task.weights, task.examples, progress, cancel, task.augmentation);
    if (!said)
        return said.error();
    RunEvaluation evaluation{*std::move(said), {}};
    if (evaluation.predictions.empty() && !task.examples.empty())
        return noneReadable(task.run, task.examples);
    evaluation.missing = withoutPrediction(task.examples, evaluation.predictions);
    const auto keep = [&](const Evaluation &whole) {
        return keepEvaluation(database, task.run.id, whole).transform([&] { return std::move(evaluation); });
    };
    if (evaluation.missing.empty() || !task.sameWeights)
        return keep(evaluation);
    const auto keepWith = [&](const std::vector<Prediction> &away) {
        evaluation.kept = int(away.size());
        std::vector<Prediction> all = evaluation.predictions;
        all.insert(all.end(), away.begin(), away.end());
        return keep(evaluate(std::move(all), evaluation.confusion.classes()));
    };
    return predictionsOfAway(RunRepository(database), task, evaluation).and_then(keepWith);
}

void relabel(Prediction &prediction, int actual)
{
    constexpr double smallestProbability = 1e-7; // as float32 has it: a loss is never infinite
    prediction.actual = actual;
    prediction.actualProbability = double(prediction.probabilities[std::size_t(actual)]);
    prediction.loss = -std::log(std::max(prediction.actualProbability, smallestProbability));
}

Error noneReadable(const RunRecord &run, const std::vector<Example> &examples)
{
    return {
        ErrorCode::ReadFailed,
        Text::tr(
            "None of the %1 image(s) of %2 can be read; the first is “%3”. Restore the files, or update the "
            "location of their folder.",
            nullptr, int(examples.size()))
            .arg(formatCount(qint64(examples.size())), run.name, examples.front().path)};
}

std::vector<qint64> withoutPrediction(const std::vector<Example> &examples,
                                      const std::vector<Prediction> &predictions)
{
    QSet<qint64> judged;
    for (const Prediction &prediction : predictions)
        judged.insert(prediction.imageId);
    std::vector<qint64> ids;
    for (const Example &example : examples) {
        if (!judged.contains(example.imageId))
            ids.push_back(example.imageId);
    }
    return ids;
}

QString unreadNotice(const RunEvaluation &evaluation, const QHash<qint64, QString> &files)
{
    if (evaluation.missing.empty())
        return {};
    const qint64 missing = qint64(evaluation.missing.size());
    const QString notice
        = Text::tr("%1 of %2 image(s) could not be read and are not counted, among them “%3”.", nullptr,
                   int(missing + qint64(evaluation.predictions.size())))
              .arg(formatCount(missing), formatCount(missing + qint64(evaluation.predictions.size())),
                   files.value(evaluation.missing.front()));
    return evaluation.kept == 0 ? notice
                                : notice + u' '
            + Text::tr("Stored prediction(s) for %1 of them are kept because their files are missing.",
                       nullptr, int(evaluation.kept))
                  .arg(formatCount(evaluation.kept));
}

} // namespace cairn
