// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with a trained run: evaluate, review.

#include "core/project/runrepository.h"
#include "core/runs/runevaluation.h"
#include "core/runs/runs.h"
#include "core/runs/snapshot.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>

namespace cairn {

namespace {

bool hasWeights(const Project &project, const RunRecord &run)
{
    const auto kind = project.folder().kind(Project::runFolder(run.id) + QStringLiteral("/best.safetensors"));
    return run.bestEpoch >= 0 && (kind == Folder::Kind::File || kind == Folder::Kind::SharedFile);
}

Result<RunRecord> findWithWeights(const Project &project, Database &database, qint64 runId)
{
    Result<RunRecord> run = RunRepository(database).find(runId);
    if (run && !hasWeights(project, *run)) {
        return Error{ErrorCode::NotFound,
                     QStringLiteral("%1 has no weights: it ended before its first epoch was complete. Start "
                                    "a new run.")
                         .arg(run->name)};
    }
    return run;
}

/// The run's validation images as they are labeled today.
Result<std::vector<Example>> validExamplesToday(Database &database, const RunRecord &run)
{
    Result<std::vector<Example>> examples = validationToday(database, run);
    if (examples && examples->empty()) {
        return Error{ErrorCode::InvalidInput,
                     QStringLiteral("None of the validation images of %1 is still labeled with one of its "
                                    "classes; start a new run.")
                         .arg(run.name)};
    }
    return examples;
}

TestTimeAugmentation testTimeAugmentation(const RunRecord &run, int views)
{
    TestTimeAugmentation augmentation;
    augmentation.views = views;
    const auto config = trainingConfigFromJson(QJsonDocument::fromJson(run.configJson.toUtf8()).object());
    if (config && config->augmentation.random())
        augmentation.augmentation = config->augmentation;
    return augmentation;
}

} // namespace

Result<RunEvaluation> evaluateRun(const Project &project, Engine &engine, qint64 runId,
                                  const ProgressCallback &progress, const CancelToken &cancel, int views)
{
    const Result<std::unique_ptr<Database>> database = project.connectForFigures();
    if (!database)
        return database.error();
    const Result<RunRecord> run = findWithWeights(project, **database, runId);
    if (!run)
        return run.error();
    const Result<std::vector<Example>> examples = validExamplesToday(**database, *run);
    if (!examples)
        return examples.error();
    return evaluateAndStore(**database, engine,
                            {*run, project.bestWeights(runId), *examples, testTimeAugmentation(*run, views)},
                            progress, cancel);
}

Result<RunEvaluation> evaluateOnTest(const Project &project, Engine &engine, qint64 runId,
                                     const ProgressCallback &progress, const CancelToken &cancel)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    const Result<RunRecord> run = findWithWeights(project, **database, runId);
    if (!run)
        return run.error();
    const Result<std::vector<Example>> examples = testToday(**database, *run);
    if (!examples)
        return examples.error();
    if (examples->empty()) {
        return Error{
            ErrorCode::InvalidInput,
            QStringLiteral("This project has no labeled test images in the classes of %1.").arg(run->name)};
    }
    Result<Evaluation> evaluation
        = engine.evaluate(project.bestWeights(runId), *examples, progress, cancel, {});
    if (!evaluation)
        return evaluation.error();
    if (evaluation->predictions.empty())
        return noneReadable(*run, *examples);
    RunEvaluation whole{*std::move(evaluation), {}};
    whole.missing = withoutPrediction(*examples, whole.predictions);
    return whole;
}

Result<RunEvaluation> storedEvaluation(const Project &project, qint64 runId)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    const Result<RunRecord> run = RunRepository(**database).find(runId);
    if (!run)
        return run.error();
    Result<std::vector<Prediction>> predictions = RunRepository(**database).predictions(runId);
    if (!predictions)
        return predictions.error();
    if (predictions->empty())
        return Error{ErrorCode::NotFound, QStringLiteral("%1 has not been evaluated yet.").arg(run->name)};
    const Result<QHash<qint64, int>> labels = labelsToday(**database, *run);
    if (!labels)
        return labels.error();
    const auto classes = run->classes.size();
    std::erase_if(*predictions, [&](const Prediction &prediction) {
        return !labels->contains(prediction.imageId) || qsizetype(prediction.probabilities.size()) != classes;
    });
    for (Prediction &prediction : *predictions)
        relabel(prediction, labels->value(prediction.imageId));
    RunEvaluation evaluation{evaluate(*std::move(predictions), int(classes)), {}};
    if (const Result<std::vector<Example>> examples = validExamplesToday(**database, *run))
        evaluation.missing = withoutPrediction(*examples, evaluation.predictions);
    return evaluation;
}

Result<RunRecord> latestUsableRun(const Project &project)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    const Result<std::vector<RunRecord>> runs = RunRepository(**database).all();
    if (!runs)
        return runs.error();
    const auto found = std::find_if(runs->begin(), runs->end(), [&](const RunRecord &run) {
        return run.state != RunState::Running && hasWeights(project, run);
    });
    if (found == runs->end())
        return Error{ErrorCode::NotFound,
                     QStringLiteral("This project has no trained model yet: train it first.")};
    return *found;
}

} // namespace cairn
