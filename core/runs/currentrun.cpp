// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/currentrun.h"
#include "core/base/text.h"

#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/runrepository.h"
#include "core/project/repositories/settingsrepository.h"
#include "core/runs/keptevaluation.h"
#include "core/runs/runevaluation.h"
#include "core/runs/snapshot.h"

#include <algorithm>
#include <QFileInfo>
#include <QSet>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

bool usable(const Project &project, const RunRecord &run)
{
    return run.bestEpoch >= 0 && run.state != RunState::Running && !run.trashed
        && QFileInfo::exists(project.bestWeights(run.id));
}

/// Classes with validation images that the run's network has no output for.
int unknownClasses(const std::vector<ImageRecord> &images, const QHash<qint64, int> &labels)
{
    QSet<qint64> unknown;
    for (const ImageRecord &image : images) {
        if (image.split == Split::Valid && image.classId != 0 && !image.trashed && !labels.contains(image.id))
            unknown.insert(image.classId);
    }
    return int(unknown.size());
}

/// By image: whether the stored prediction is today's label.
Result<QHash<qint64, bool>> rightOnes(Database &database, const RunRecord &run,
                                      const QHash<qint64, int> &labels)
{
    return RunRepository(database).predictedOutputs(run.id).transform(
        [&](const QHash<qint64, int> &predicted) {
            QHash<qint64, bool> right;
            for (const auto &[image, output] : predicted.asKeyValueRange()) {
                if (const auto label = labels.constFind(image); label != labels.cend())
                    right.insert(image, *label == output);
            }
            return right;
        });
}

/// Validation images of the run that have no prediction yet, with their labels of today.
Result<std::vector<Example>> missingExamples(Database &database, const RunRecord &run)
{
    return allOf(validationToday(database, run), RunRepository(database).predictedOutputs(run.id))
        .transform([](auto read) {
            auto &examples = std::get<0>(read);
            const QHash<qint64, int> &predicted = std::get<1>(read);
            std::erase_if(examples,
                          [&](const Example &example) { return predicted.contains(example.imageId); });
            return std::move(examples);
        });
}

/// What standings() compares, one element a run that can be.
struct Candidates
{
    std::vector<RunRecord> runs;
    std::vector<QHash<qint64, bool>> right;
    std::vector<int> unknown;
};

/// Adds the run to the candidates, or to those that were not evaluated.
Result<void> addCandidate(Database &database, const RunRecord &run, const std::vector<ImageRecord> &images,
                          Candidates &candidates, RunsOverview &overview)
{
    const auto add = [&](const QHash<qint64, int> &labels, const QHash<qint64, bool> &right) {
        if (right.isEmpty()) {
            overview.unevaluated.push_back(run.id);
            return;
        }
        candidates.runs.push_back(run);
        candidates.right.push_back(right);
        candidates.unknown.push_back(unknownClasses(images, labels));
    };
    return labelsToday(database, run).and_then([&](const QHash<qint64, int> &labels) {
        return rightOnes(database, run, labels).transform([&](const QHash<qint64, bool> &right) {
            add(labels, right);
        });
    });
}

/// The current run may be evaluated in part only.
Result<void> checkCurrent(Database &database, RunsOverview &overview)
{
    const auto current = std::ranges::find(overview.runs, overview.current, &RunRecord::id);
    if (current == overview.runs.end() || std::ranges::count(overview.unevaluated, overview.current) > 0)
        return {};
    return missingExamples(database, *current).transform([&](const std::vector<Example> &missing) {
        if (!missing.empty())
            overview.unevaluated.push_back(overview.current);
    });
}

Result<RunsOverview> overviewOf(const Project &project, Database &database)
{
    auto read = allOf(RunRepository(database).all(), SettingsRepository(database).chosenRun(),
                      ImageRepository(database).all());
    if (!read)
        return read.error();
    const qint64 chosen = std::get<1>(*read);
    const std::vector<ImageRecord> &images = std::get<2>(*read);
    RunsOverview overview{std::move(std::get<0>(*read)), {}, 0, 0, {}};
    Candidates candidates;
    const auto look = [&](const RunRecord &run) -> Result<void> {
        if (!usable(project, run))
            return {};
        if (overview.current == 0 || run.id == chosen)
            overview.current = run.id;
        overview.chosen = run.id == chosen ? run.id : overview.chosen;
        return addCandidate(database, run, images, candidates, overview);
    };
    const auto choose = [&] {
        overview.standings = standings(candidates.runs, candidates.right, candidates.unknown);
        if (overview.chosen == 0 && !overview.standings.empty())
            overview.current = overview.standings.front().runId;
        return checkCurrent(database, overview);
    };
    return forEach(overview.runs, look).and_then(choose).transform([&] { return overview; });
}

/// Evaluates the examples, and stores what is said of them beside what is stored. Their number.
Result<int> evaluateThem(Database &database, Engine &engine, const EvaluationTask &task,
                         const ProgressCallback &progress, const CancelToken &cancel)
{
    if (task.examples.empty())
        return 0;
    const qint64 id = task.run.id;
    const auto keep = [&](const Evaluation &said) {
        return RunRepository(database).predictions(id).and_then([&](std::vector<Prediction> all) {
            all.insert(all.end(), said.predictions.begin(), said.predictions.end());
            const Evaluation whole = evaluate(std::move(all), int(task.run.classes.size()));
            return keepEvaluation(database, id, whole).transform([&] {
                return int(said.predictions.size());
            });
        });
    };
    return engine.evaluate(task.weights, task.examples, progress, cancel, {}).and_then(keep);
}

} // namespace

std::vector<RunStanding> standings(const std::vector<RunRecord> &runs,
                                   const std::vector<QHash<qint64, bool>> &rightByImage,
                                   const std::vector<int> &unknown)
{
    // Newest first: an old run of quite another split must not leave nothing to compare the others on.
    QSet<qint64> common;
    std::vector<std::size_t> compared;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const QList<qint64> images = rightByImage[i].keys();
        QSet<qint64> both(images.begin(), images.end());
        if (!compared.empty())
            both.intersect(common);
        if (both.isEmpty())
            continue;
        common = both;
        compared.push_back(i);
    }
    std::vector<RunStanding> list;
    for (const std::size_t i : compared) {
        const int right
            = int(std::ranges::count_if(common, [&](qint64 image) { return rightByImage[i].value(image); }));
        list.push_back({runs[i].id, unknown[i], int(common.size()) - right, int(common.size())});
    }
    std::ranges::sort(list, {}, [](const RunStanding &standing) {
        return std::tuple(standing.unknownClasses, standing.mistakes, -standing.runId);
    });
    return list;
}

Result<RunsOverview> runsOverview(const Project &project)
{
    return withDatabase(project, [&](Database &database) { return overviewOf(project, database); });
}

Result<RunRecord> currentRun(const Project &project)
{
    return runsOverview(project).and_then([](const RunsOverview &overview) -> Result<RunRecord> {
        const auto found = std::ranges::find(overview.runs, overview.current, &RunRecord::id);
        if (found == overview.runs.end())
            return Error{ErrorCode::NotFound,
                         Text::tr("This project has no trained model yet: train it first.")};
        return *found;
    });
}

Result<void> chooseRun(const Project &project, qint64 runId)
{
    return withDatabase(project,
                        [&](Database &database) { return SettingsRepository(database).setChosenRun(runId); });
}

Result<int> evaluateMissing(const Project &project, Engine &engine, qint64 runId,
                            const ProgressCallback &progress, const CancelToken &cancel)
{
    return withFigures(project, [&](Database &database) {
        const auto evaluateRest = [&](const RunRecord &run) -> Result<int> {
            if (!usable(project, run))
                return Error{ErrorCode::NotFound, Text::tr("%1 has no weights.").arg(run.name)};
            return missingExamples(database, run).and_then([&](const std::vector<Example> &examples) {
                return evaluateThem(database, engine, {run, project.bestWeights(runId), examples}, progress,
                                    cancel);
            });
        };
        return RunRepository(database).find(runId).and_then(evaluateRest);
    });
}

} // namespace cairn
