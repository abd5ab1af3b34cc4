// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/currentrun.h"

#include "core/project/classrepository.h"
#include "core/project/imagerepository.h"
#include "core/project/runrepository.h"
#include "core/project/settingsrepository.h"
#include "core/runs/keptevaluation.h"
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
    const auto predicted = RunRepository(database).predictedOutputs(run.id);
    if (!predicted)
        return predicted.error();
    QHash<qint64, bool> right;
    for (const auto &[image, output] : predicted->asKeyValueRange()) {
        if (const auto label = labels.constFind(image); label != labels.cend())
            right.insert(image, *label == output);
    }
    return right;
}

/// Validation images of the run that have no prediction yet, with their labels of today.
Result<std::vector<Example>> missingExamples(Database &database, const RunRecord &run)
{
    Result<std::vector<Example>> examples = validationToday(database, run);
    if (!examples)
        return examples;
    const auto predicted = RunRepository(database).predictedOutputs(run.id);
    if (!predicted)
        return predicted.error();
    std::erase_if(*examples, [&](const Example &example) { return predicted->contains(example.imageId); });
    return examples;
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
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    Result<std::vector<RunRecord>> runs = RunRepository(**database).all();
    if (!runs)
        return runs.error();
    const Result<qint64> chosen = SettingsRepository(**database).chosenRun();
    if (!chosen)
        return chosen.error();
    const Result<std::vector<ImageRecord>> images = ImageRepository(**database).all();
    if (!images)
        return images.error();
    RunsOverview overview{*std::move(runs), {}, 0, 0, {}};
    std::vector<RunRecord> candidates;
    std::vector<QHash<qint64, bool>> right;
    std::vector<int> unknown;
    for (const RunRecord &run : overview.runs) {
        if (!usable(project, run))
            continue;
        if (overview.current == 0 || run.id == *chosen)
            overview.current = run.id;
        overview.chosen = run.id == *chosen ? run.id : overview.chosen;
        const Result<QHash<qint64, int>> labels = labelsToday(**database, run);
        if (!labels)
            return labels.error();
        Result<QHash<qint64, bool>> ofRun = rightOnes(**database, run, *labels);
        if (!ofRun)
            return ofRun.error();
        if (ofRun->isEmpty()) {
            overview.unevaluated.push_back(run.id);
            continue;
        }
        candidates.push_back(run);
        right.push_back(*std::move(ofRun));
        unknown.push_back(unknownClasses(*images, *labels));
    }
    overview.standings = standings(candidates, right, unknown);
    if (overview.chosen == 0 && !overview.standings.empty())
        overview.current = overview.standings.front().runId;
    const auto current = std::ranges::find(overview.runs, overview.current, &RunRecord::id);
    if (current != overview.runs.end() && std::ranges::count(overview.unevaluated, overview.current) == 0) {
        const Result<std::vector<Example>> missing = missingExamples(**database, *current);
        if (!missing)
            return missing.error();
        if (!missing->empty())
            overview.unevaluated.push_back(overview.current);
    }
    return overview;
}

Result<RunRecord> currentRun(const Project &project)
{
    const Result<RunsOverview> overview = runsOverview(project);
    if (!overview)
        return overview.error();
    const auto found = std::ranges::find(overview->runs, overview->current, &RunRecord::id);
    if (found == overview->runs.end())
        return Error{ErrorCode::NotFound, u"This project has no trained model yet: train it first."_s};
    return *found;
}

Result<void> chooseRun(const Project &project, qint64 runId)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    return SettingsRepository(**database).setChosenRun(runId);
}

Result<int> evaluateMissing(const Project &project, Engine &engine, qint64 runId,
                            const ProgressCallback &progress, const CancelToken &cancel)
{
    const Result<std::unique_ptr<Database>> database = project.connectForFigures();
    if (!database)
        return database.error();
    RunRepository runs(**database);
    const Result<RunRecord> run = runs.find(runId);
    if (!run)
        return run.error();
    if (!usable(project, *run))
        return Error{ErrorCode::NotFound, u"%1 has no weights."_s.arg(run->name)};
    const Result<std::vector<Example>> examples = missingExamples(**database, *run);
    if (!examples)
        return examples.error();
    if (examples->empty())
        return 0;
    const Result<Evaluation> evaluation
        = engine.evaluate(project.bestWeights(runId), *examples, progress, cancel, {});
    if (!evaluation)
        return evaluation.error();
    const int added = int(evaluation->predictions.size());
    Result<std::vector<Prediction>> all = runs.predictions(runId);
    if (!all)
        return all.error();
    all->insert(all->end(), evaluation->predictions.begin(), evaluation->predictions.end());
    const Evaluation whole = evaluate(*std::move(all), int(run->classes.size()));
    const Result<void> kept = keepEvaluation(**database, runId, whole);
    return kept ? Result<int>(added) : kept.error();
}

} // namespace cairn
