#include "core/runs/runevaluation.h"

#include "core/base/format.h"
#include "core/runs/keptevaluation.h"

#include <QHash>
#include <QSet>

using namespace Qt::StringLiterals;

namespace cairn {

Result<RunEvaluation> evaluateAndStore(Database &database, Engine &engine, const EvaluationTask &task,
                                       const ProgressCallback &progress, const CancelToken &cancel)
{
    Result<Evaluation> said
        = engine.evaluate(task.weights, task.examples, progress, cancel, task.augmentation);
    if (!said)
        return said.error();
    RunEvaluation evaluation{*std::move(said), {}};
    if (evaluation.predictions.empty() && !task.examples.empty()) {
        return Error{
            ErrorCode::ReadFailed,
            u"None of the %1 validation images of %2 can be read, the first is “%3”; put the files "
            "back, or say where their folder is now."_s.arg(formatCount(qint64(task.examples.size())),
                                                            task.run.name, task.examples.front().path)};
    }
    evaluation.missing = withoutPrediction(task.examples, evaluation.predictions);
    if (const Result<void> kept = keepEvaluation(database, task.run.id, evaluation); !kept)
        return kept.error();
    return evaluation;
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
    return u"%1 of %2 validation images could not be read and are not counted, among them “%3”."_s.arg(
        formatCount(missing), formatCount(missing + qint64(evaluation.predictions.size())),
        files.value(evaluation.missing.front()));
}

} // namespace cairn
