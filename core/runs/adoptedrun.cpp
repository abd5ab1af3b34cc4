// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/adoptedrun.h"
#include "core/base/text.h"

#include "core/base/logging.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/runrepository.h"
#include "core/runs/runs.h"
#include "core/runs/snapshot.h"

#include <QFileInfo>
#include <QHash>

namespace cairn {

namespace {

/// What of the project a network with these classes knows. Nothing of it needs to be there.
Result<LearningSet> knownTo(Database &database, const QStringList &classes)
{
    const auto read = allOf(ClassRepository(database).all(), ImageRepository(database).all());
    if (!read)
        return read.error();
    const auto &[records, images] = *read;
    QHash<qint64, int> outputs;
    for (const ClassRecord &record : records) {
        if (const qsizetype output = classes.indexOf(record.name); output >= 0)
            outputs.insert(record.id, int(output));
    }
    LearningSet data{classes, {}, {}};
    for (const ImageRecord &image : images) {
        const auto output = outputs.constFind(image.classId);
        if (image.trashed || output == outputs.cend())
            continue;
        if (image.split == Split::Train)
            data.train.push_back({image.id, image.path, *output});
        if (image.split == Split::Valid)
            data.valid.push_back({image.id, image.path, *output});
    }
    return data;
}

Result<LearningSet> dataFor(Database &database, const Adoption &adoption)
{
    if (!adoption.classes.isEmpty())
        return knownTo(database, adoption.classes);
    return takeSnapshot(database).transform([](Readiness ready) { return std::move(ready.data); });
}

/// Puts the weights into the run's folder and says in its row what they are.
Result<RunRecord> fill(const Project &project, Database &database, Engine &engine,
                       const TrainingConfig &config, const RunRecord &started)
{
    RunRecord run = started;
    run.state = RunState::Completed;
    run.setup = Text::tr("Added from %1").arg(QFileInfo(config.weights).fileName());
    run.bestEpoch = 0;
    return project.folder()
        .make(QStringLiteral("runs/%1").arg(run.id))
        .and_then([&] { return engine.adoptWeights(config, run.classes, project.bestWeights(run.id)); })
        .and_then([&] { return RunRepository(database).update(run); })
        .transform([&] { return run; });
}

void forget(const Project &project, Database &database, qint64 runId)
{
    if (const auto removed = project.folder().removeTree(QStringLiteral("runs/%1").arg(runId)); !removed)
        qCWarning(lcProject) << removed.error().message << removed.error().detail;
    if (const auto removed = RunRepository(database).remove(runId); !removed)
        qCWarning(lcProject) << removed.error().message << removed.error().detail;
}

/// With what it says of the validation images, where there are any.
Result<RunRecord> measured(const RunRecord &adopted, bool hasValidation,
                           const std::function<Result<RunEvaluation>()> &evaluate)
{
    RunRecord run = adopted;
    run.bestErrorRate = run.errorRate = run.validLoss = qQNaN();
    if (!hasValidation)
        return run;
    return evaluate().transform([&run](const RunEvaluation &evaluation) {
        run.bestErrorRate = run.errorRate = evaluation.errorRate;
        run.validLoss = evaluation.loss;
        return run;
    });
}

} // namespace

Result<RunRecord> adoptRun(const Project &project, Engine &engine, const Adoption &adoption,
                           const ProgressCallback &progress, const CancelToken &cancel)
{
    TrainingConfig config = adoption.config;
    config.preset = adoptedPreset;
    const auto adopt = [&](Database &database, const LearningSet &data, const RunRecord &started) {
        const auto evaluate = [&] { return evaluateRun(project, engine, {started.id}, progress, cancel); };
        const Result<RunRecord> run
            = fill(project, database, engine, config, started).and_then([&](const RunRecord &filled) {
                  return measured(filled, !data.valid.empty(), evaluate);
              });
        if (!run)
            forget(project, database, started.id);
        return run.and_then([&](const RunRecord &known) {
            return RunRepository(database).update(known).transform([&] { return known; });
        });
    };
    return withDatabase(project, [&](Database &database) {
        RunRepository runs(database);
        return dataFor(database, adoption).and_then([&](const LearningSet &data) {
            return runs.start(config, data)
                .and_then([&](qint64 id) { return runs.find(id); })
                .and_then([&](const RunRecord &started) { return adopt(database, data, started); });
        });
    });
}

} // namespace cairn
