#include "core/runs/runs.h"

#include "core/acquire/weightsfile.h"
#include "core/base/logging.h"
#include "core/project/runrepository.h"
#include "core/runs/keptevaluation.h"
#include "core/runs/runrecorder.h"
#include "core/runs/snapshot.h"

#include <QFileInfo>
#include <QJsonDocument>

namespace cairn {

namespace {

/// All that is needed before the first step.
struct Prepared
{
    std::unique_ptr<Database> database;
    LearningSet data;
    TrainingConfig config; ///< as the engine gets it: "imagenet" is the path of a file
};

Result<Prepared> prepare(const Project &project, const TrainingConfig &config,
                         const ProgressCallback &downloading, const CancelToken &cancel)
{
    if (const Result<void> valid = validate(config); !valid)
        return valid.error();
    Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    Result<LearningSet> data = takeSnapshot(**database);
    if (!data)
        return data.error();
    Prepared prepared{*std::move(database), *std::move(data), config};
    if (config.weights == QLatin1String("imagenet")) {
        Result<QString> path = imagenetWeights(config.arch, downloading, cancel);
        if (!path)
            return path.error();
        prepared.config.weights = *std::move(path);
    }
    return prepared;
}

/// The largest number that a folder in runs/ has: a stranger's project may hold some that the database does
/// not know, and a run never writes into a folder that it did not make.
qint64 newestFolder(const Project &project)
{
    constexpr qint64 largest = 1'000'000'000'000;
    qint64 newest = 0;
    for (const QString &name : project.folder().entries(QStringLiteral("runs"))) {
        if (const qint64 number = name.toLongLong(); number <= largest)
            newest = std::max(newest, number);
    }
    return newest;
}

/// Makes the run's row and folder, which is new.
Result<RunRecord> startRun(const Project &project, Database &database, const TrainingConfig &config,
                           const LearningSet &data)
{
    RunRepository runs(database);
    const Result<qint64> id = runs.start(config, data, newestFolder(project));
    if (!id)
        return id.error();
    const QString folder = Project::runFolder(*id);
    Result<void> written = project.folder().makeNew(folder);
    if (written)
        written = project.folder().replace(folder + QStringLiteral("/config.json"),
                                           QJsonDocument(toJson(config)).toJson());
    if (!written) {
        if (const Result<void> removed = runs.remove(*id); !removed)
            qCWarning(lcProject) << removed.error().message << removed.error().detail;
        return written.error();
    }
    return runs.find(*id);
}

QString launchFile(const Project &project, qint64 runId)
{
    return project.runDirectory(runId) + QStringLiteral("/launch");
}

/// Where it cannot be written, a run that its launcher starts again begins anew.
void rememberLaunch(const Project &project, qint64 runId, const World &world)
{
    QFile file(launchFile(project, runId));
    if (!world.restartKey.isEmpty() && file.open(QIODevice::WriteOnly))
        file.write(world.restartKey.toUtf8());
}

/// What the best weights say of the validation pictures, for Review. Failing here must not lose a trained
/// model: it is a notice.
void storePredictions(Database &database, Engine &engine, const QString &weights, const LearningSet &data,
                      const RunRecord &run, RunRecorder &recorder, const CancelToken &cancel)
{
    const QString phase = QStringLiteral("Evaluating the best weights");
    recorder.onPhase(phase, 0, qint64(data.valid.size()));
    const auto progress = [&](const Progress &now) { recorder.onPhase(phase, now.done, now.total); };
    const Result<Evaluation> evaluation = engine.evaluate(weights, data.valid, progress, cancel);
    Result<void> stored
        = evaluation ? keepEvaluation(database, run.id, *evaluation) : Result<void>(evaluation.error());
    if (!stored && stored.error().code != ErrorCode::Cancelled)
        recorder.onNotice(
            QStringLiteral("The validation pictures could not be evaluated: %1").arg(stored.error().message));
}

RunRecord finished(RunRecord run, const TrainingOutcome &outcome)
{
    run.state = outcome.end == TrainingOutcome::End::Completed ? RunState::Completed : RunState::Cancelled;
    run.seconds = outcome.seconds;
    run.epochs = outcome.epochs;
    run.bestEpoch = outcome.bestEpoch;
    run.bestErrorRate = outcome.bestErrorRate;
    run.errorRate = outcome.errorRate;
    run.validLoss = outcome.validLoss;
    return run;
}

RunRecord failed(RunRecord run, const Error &error)
{
    run.state = RunState::Failed;
    run.message = error.message;
    return run;
}

/// Trains and records a run that has its row and folder.
Result<RunRecord> carryOut(const Project &project, Database &database, Engine &engine,
                           const RunRecord &started, const TrainingJob &job, TrainingObserver &observer,
                           const PauseGate &pause, const CancelToken &cancel)
{
    RunRecord running = started;
    running.state = RunState::Running;
    running.message.clear();
    RunRecorder recorder(database, running, observer);
    const Result<TrainingOutcome> outcome = engine.train(job, recorder, pause, cancel);
    if (!outcome && job.resume && !recorder.setUp())
        return outcome.error(); // it could not go on, and is what it was
    const RunRecord run
        = outcome ? finished(recorder.run(), *outcome) : failed(recorder.run(), outcome.error());
    const Result<void> updated = RunRepository(database).update(run);
    if (!outcome) {
        recorder.log(QStringLiteral("failed: %1 %2").arg(outcome.error().message, outcome.error().detail));
        return outcome.error();
    }
    if (!updated)
        return updated.error();
    recorder.log(run.state == RunState::Completed ? QStringLiteral("completed")
                                                  : QStringLiteral("cancelled"));
    if (run.state == RunState::Completed) {
        if (const auto removed
            = project.folder().remove(Project::runFolder(run.id) + QStringLiteral("/checkpoint.safetensors"));
            !removed)
            qCWarning(lcProject) << removed.error().message;
        storePredictions(database, engine, project.bestWeights(run.id), job.data, run, recorder, cancel);
    }
    return run;
}

/// The engine writes by name into the folder of the run that goes on.
Result<void> refuseLinks(const Project &project, qint64 runId)
{
    const QString folder = Project::runFolder(runId);
    if (project.folder().kind(folder) != Folder::Kind::Directory)
        return linkInProject(folder);
    for (const QString &name : project.folder().entries(folder)) {
        const Folder::Kind kind = project.folder().kind(folder + u'/' + name);
        if (kind == Folder::Kind::Other || kind == Folder::Kind::SharedFile)
            return linkInProject(folder + u'/' + name);
    }
    return {};
}

/// A run whose pictures are gone would not be the same run.
Result<void> checkPictures(const RunRecord &run, const LearningSet &data)
{
    QStringList gone;
    for (const std::vector<Example> *examples : {&data.train, &data.valid}) {
        for (const Example &example : *examples) {
            if (!QFileInfo::exists(example.path))
                gone << example.path;
        }
    }
    if (gone.isEmpty())
        return {};
    return Error{
        ErrorCode::InvalidInput,
        QStringLiteral("%1 cannot go on: %2 of its pictures are not where they were, the first is %3; put "
                       "them back, or train anew.")
            .arg(run.name)
            .arg(gone.size())
            .arg(gone.first())};
}

} // namespace

Result<RunRecord> trainRun(const Project &project, Engine &engine, const TrainingConfig &config,
                           TrainingObserver &observer, const std::function<void(qint64 runId)> &onStarted,
                           const PauseGate &pause, const CancelToken &cancel,
                           const std::optional<World> &world)
{
    const auto downloading = [&](const Progress &now) {
        observer.onPhase(QStringLiteral("Downloading %1").arg(now.what), now.done, now.total);
    };
    Result<Prepared> prepared = prepare(project, config, downloading, cancel);
    if (!prepared)
        return prepared.error();
    Database &database = *prepared->database;
    const Result<RunRecord> started = startRun(project, database, config, prepared->data);
    if (!started)
        return started.error();
    if (world)
        rememberLaunch(project, started->id, *world);
    if (onStarted)
        onStarted(started->id);
    TrainingJob job{prepared->config, std::move(prepared->data), project.runDirectory(started->id)};
    job.world = world;
    return carryOut(project, database, engine, *started, job, observer, pause, cancel);
}

bool canResume(const Project &project, const RunRecord &run)
{
    return run.state != RunState::Completed && run.state != RunState::Running
        && project.folder().kind(Project::runFolder(run.id) + QStringLiteral("/checkpoint.safetensors"))
        != Folder::Kind::Missing;
}

Result<RunRecord> latestResumableRun(const Project &project)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    const Result<std::vector<RunRecord>> runs = RunRepository(**database).all();
    if (!runs)
        return runs.error();
    for (const RunRecord &run : *runs) {
        if (canResume(project, run))
            return run;
    }
    return Error{
        ErrorCode::NotFound,
        QStringLiteral("No run of this project was ended before it was complete; there is nothing to "
                       "resume.")};
}

std::optional<RunRecord> runToGoOnWith(const Project &project, const World &world)
{
    constexpr qint64 longestKey = 4096;
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (world.restartKey.isEmpty() || !database)
        return {};
    const Result<std::vector<RunRecord>> runs = RunRepository(**database).all();
    if (!runs)
        return {};
    for (const RunRecord &run : *runs) {
        QFile file(launchFile(project, run.id));
        if (canResume(project, run) && file.open(QIODevice::ReadOnly)
            && file.read(longestKey) == world.restartKey.toUtf8())
            return run;
    }
    return {};
}

Result<RunRecord> resumeRun(const Project &project, Engine &engine, qint64 runId, TrainingObserver &observer,
                            const PauseGate &pause, const CancelToken &cancel,
                            const std::optional<World> &world)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    const RunRepository runs(**database);
    const Result<RunRecord> run = runs.find(runId);
    if (!run)
        return run.error();
    if (!canResume(project, *run))
        return Error{run->state == RunState::Completed ? ErrorCode::InvalidInput : ErrorCode::NotFound,
                     run->state == RunState::Completed
                         ? QStringLiteral("%1 is complete.").arg(run->name)
                         : QStringLiteral("%1 has no checkpoint to go on from; train anew.").arg(run->name)};
    Result<TrainingConfig> config
        = trainingConfigFromJson(QJsonDocument::fromJson(run->configJson.toUtf8()).object());
    if (!config)
        return config.error();
    Result<LearningSet> data = runs.snapshot(*run);
    if (!data)
        return data.error();
    if (const Result<void> checked = checkPictures(*run, *data); !checked)
        return checked.error();
    if (const Result<void> own = refuseLinks(project, runId); !own)
        return own.error();
    TrainingJob job{*std::move(config), *std::move(data), project.runDirectory(runId)};
    job.resume = true;
    job.world = world;
    return carryOut(project, **database, engine, *run, job, observer, pause, cancel);
}

Result<LrFinderResult> findLearningRate(const Project &project, Engine &engine, const TrainingConfig &config,
                                        const LrSweep &sweep,
                                        const std::function<void(const LrPoint &)> &onPoint,
                                        const CancelToken &cancel, const ProgressCallback &downloading)
{
    const Result<Prepared> prepared = prepare(project, config, downloading, cancel);
    if (!prepared)
        return prepared.error();
    return engine.findLearningRate(prepared->config, prepared->data, sweep, onPoint, cancel);
}

} // namespace cairn
