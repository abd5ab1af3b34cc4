// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with a trained run: evaluate, review.

#include "core/base/text.h"
#include "core/project/repositories/runrepository.h"
#include "core/runs/runevaluation.h"
#include "core/runs/runs.h"
#include "core/runs/snapshot.h"

#include <QFileInfo>

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
    return RunRepository(database).find(runId).and_then([&](const RunRecord &run) -> Result<RunRecord> {
        if (hasWeights(project, run))
            return run;
        return Error{ErrorCode::NotFound,
                     Text::tr("%1 has no weights: it ended before its first epoch was complete. Start "
                              "a new run.")
                         .arg(run.name)};
    });
}

/// The run's validation images as they are labeled today.
Result<std::vector<Example>> validExamplesToday(Database &database, const RunRecord &run)
{
    Result<std::vector<Example>> examples = validationToday(database, run);
    if (examples && examples->empty()) {
        return Error{ErrorCode::InvalidInput,
                     Text::tr("None of the validation images of %1 is still labeled with one of its "
                              "classes; start a new run.")
                         .arg(run.name)};
    }
    return examples;
}

TestTimeAugmentation testTimeAugmentation(const RunRecord &run, int views)
{
    TestTimeAugmentation augmentation;
    augmentation.views = views;
    const Result<TrainingConfig> config = run.config();
    if (config && config->augmentation.random())
        augmentation.augmentation = config->augmentation;
    return augmentation;
}

/// The project's test images in the classes of the run.
Result<std::vector<Example>> testExamples(Database &database, const RunRecord &run)
{
    Result<std::vector<Example>> examples = testToday(database, run);
    if (examples && examples->empty()) {
        return Error{ErrorCode::InvalidInput,
                     Text::tr("This project has no labeled test images in the classes of %1.").arg(run.name)};
    }
    return examples;
}

/// Stored predictions as today's labels judge them; without those of images that have none.
RunEvaluation judgedToday(const RunRecord &run, std::vector<Prediction> predictions,
                          const QHash<qint64, int> &labels)
{
    const auto classes = run.classes.size();
    std::erase_if(predictions, [&](const Prediction &prediction) {
        return !labels.contains(prediction.imageId) || qsizetype(prediction.probabilities.size()) != classes;
    });
    for (Prediction &prediction : predictions)
        relabel(prediction, labels.value(prediction.imageId));
    return {evaluate(std::move(predictions), int(classes)), {}};
}

Result<RunEvaluation> storedOf(Database &database, const RunRecord &run)
{
    Result<std::vector<Prediction>> predictions = RunRepository(database).predictions(run.id);
    if (predictions && predictions->empty())
        return Error{ErrorCode::NotFound, Text::tr("%1 has not been evaluated yet.").arg(run.name)};
    const auto judge = [&](const QHash<qint64, int> &labels) {
        RunEvaluation evaluation = judgedToday(run, *std::move(predictions), labels);
        if (const Result<std::vector<Example>> examples = validExamplesToday(database, run))
            evaluation.missing = withoutPrediction(*examples, evaluation.predictions);
        return evaluation;
    };
    return predictions.and_then([&](const std::vector<Prediction> &) { return labelsToday(database, run); })
        .transform(judge);
}

} // namespace

Result<RunEvaluation> evaluateRun(const Project &project, Engine &engine, const RunToEvaluate &wanted,
                                  const ProgressCallback &progress, const CancelToken &cancel)
{
    return withFigures(project, [&](Database &database) {
        const auto evaluateIt = [&](const RunRecord &run) {
            return validExamplesToday(database, run).and_then([&](const std::vector<Example> &examples) {
                return evaluateAndStore(
                    database, engine,
                    {run, project.bestWeights(run.id), examples, testTimeAugmentation(run, wanted.views)},
                    progress, cancel);
            });
        };
        return findWithWeights(project, database, wanted.run).and_then(evaluateIt);
    });
}

Result<RunEvaluation> evaluateOnTest(const Project &project, Engine &engine, qint64 runId,
                                     const ProgressCallback &progress, const CancelToken &cancel)
{
    const auto evaluateOn = [&](const RunRecord &run, const std::vector<Example> &examples) {
        return engine.evaluate(project.bestWeights(runId), examples, progress, cancel, {})
            .and_then([&](Evaluation evaluation) -> Result<RunEvaluation> {
                if (evaluation.predictions.empty())
                    return noneReadable(run, examples);
                RunEvaluation whole{std::move(evaluation), {}};
                whole.missing = withoutPrediction(examples, whole.predictions);
                return whole;
            });
    };
    return withDatabase(project, [&](Database &database) {
        return findWithWeights(project, database, runId).and_then([&](const RunRecord &run) {
            return testExamples(database, run).and_then([&](const std::vector<Example> &examples) {
                return evaluateOn(run, examples);
            });
        });
    });
}

Result<RunEvaluation> storedEvaluation(const Project &project, qint64 runId)
{
    return withDatabase(project, [&](Database &database) {
        return RunRepository(database).find(runId).and_then(
            [&](const RunRecord &run) { return storedOf(database, run); });
    });
}

Result<bool> sameDataAs(const Project &project, const RunRecord &run)
{
    const auto same = [](const std::vector<Example> &a, const std::vector<Example> &b) {
        return std::ranges::equal(a, b, [](const Example &one, const Example &other) {
            return one.imageId == other.imageId && one.label == other.label;
        });
    };
    return withDatabase(project, [&](Database &database) {
        return allOf(RunRepository(database).snapshot(run), takeSnapshot(database))
            .transform([&](const auto &both) {
                const auto &[before, today] = both;
                const LearningSet &now = today.data;
                return before.classes == now.classes && same(before.train, now.train)
                    && same(before.valid, now.valid);
            });
    });
}

Result<RunRecord> latestUsableRun(const Project &project)
{
    const auto newestUsable = [&](const std::vector<RunRecord> &runs) -> Result<RunRecord> {
        const auto found = std::ranges::find_if(runs, [&](const RunRecord &run) {
            return run.state != RunState::Running && hasWeights(project, run);
        });
        if (found == runs.end())
            return Error{ErrorCode::NotFound,
                         Text::tr("This project has no trained model yet: train it first.")};
        return *found;
    };
    return withDatabase(
        project, [&](Database &database) { return RunRepository(database).all().and_then(newestUsable); });
}

} // namespace cairn
