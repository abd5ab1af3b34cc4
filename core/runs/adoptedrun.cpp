// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/adoptedrun.h"

#include "core/base/logging.h"
#include "core/project/classrepository.h"
#include "core/project/imagerepository.h"
#include "core/project/runrepository.h"
#include "core/runs/runs.h"
#include "core/runs/snapshot.h"

#include <QFileInfo>
#include <QHash>

namespace cairn {

namespace {

/// What of the project a network with these classes knows. Nothing of it needs to be there.
Result<LearningSet> knownTo(Database &database, const QStringList &classes)
{
    const Result<std::vector<ClassRecord>> records = ClassRepository(database).all();
    if (!records)
        return records.error();
    const Result<std::vector<ImageRecord>> images = ImageRepository(database).all();
    if (!images)
        return images.error();
    QHash<qint64, int> outputs;
    for (const ClassRecord &record : *records) {
        if (const qsizetype output = classes.indexOf(record.name); output >= 0)
            outputs.insert(record.id, int(output));
    }
    LearningSet data{classes, {}, {}};
    for (const ImageRecord &image : *images) {
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
    Result<Readiness> ready = takeSnapshot(database);
    if (!ready)
        return ready.error();
    return std::move(ready->data);
}

/// Puts the weights into the run's folder and says in its row what they are.
Result<RunRecord> fill(const Project &project, Database &database, Engine &engine,
                       const TrainingConfig &config, const RunRecord &started)
{
    RunRecord run = started;
    if (const auto made = project.folder().make(QStringLiteral("runs/%1").arg(run.id)); !made)
        return made.error();
    if (const auto adopted = engine.adoptWeights(config, run.classes, project.bestWeights(run.id)); !adopted)
        return adopted.error();
    run.state = RunState::Completed;
    run.setup = QStringLiteral("Added from %1").arg(QFileInfo(config.weights).fileName());
    run.bestEpoch = 0;
    if (const auto updated = RunRepository(database).update(run); !updated)
        return updated.error();
    return run;
}

void forget(const Project &project, Database &database, qint64 runId)
{
    if (const auto removed = project.folder().removeTree(QStringLiteral("runs/%1").arg(runId)); !removed)
        qCWarning(lcProject) << removed.error().message << removed.error().detail;
    if (const auto removed = RunRepository(database).remove(runId); !removed)
        qCWarning(lcProject) << removed.error().message << removed.error().detail;
}

} // namespace

Result<RunRecord> adoptRun(const Project &project, Engine &engine, const Adoption &adoption,
                           const ProgressCallback &progress, const CancelToken &cancel)
{
    TrainingConfig config = adoption.config;
    config.preset = adoptedPreset;
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    const Result<LearningSet> data = dataFor(**database, adoption);
    if (!data)
        return data.error();
    RunRepository runs(**database);
    const Result<qint64> id = runs.start(config, *data);
    if (!id)
        return id.error();
    const Result<RunRecord> started = runs.find(*id);
    if (!started)
        return started.error();
    Result<RunRecord> run = fill(project, **database, engine, config, *started);
    if (!run) {
        forget(project, **database, *id);
        return run;
    }
    run->bestErrorRate = run->errorRate = run->validLoss = qQNaN();
    if (!data->valid.empty()) {
        const Result<RunEvaluation> evaluation = evaluateRun(project, engine, *id, progress, cancel);
        if (!evaluation) {
            forget(project, **database, *id);
            return evaluation.error();
        }
        run->bestErrorRate = run->errorRate = evaluation->errorRate;
        run->validLoss = evaluation->loss;
    }
    if (const auto updated = runs.update(*run); !updated)
        return updated.error();
    return run;
}

} // namespace cairn
