#include "core/runs/runs.h"

#include "core/acquire/weightsfile.h"
#include "core/base/logging.h"
#include "core/project/runrepository.h"
#include "core/runs/runrecorder.h"
#include "core/runs/snapshot.h"

#include <QDir>
#include <QJsonDocument>
#include <QSaveFile>

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

Result<void> writeConfig(const TrainingConfig &config, const QString &directory)
{
    QSaveFile file(directory + QStringLiteral("/config.json"));
    const QByteArray json = QJsonDocument(toJson(config)).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit())
        return Error{ErrorCode::WriteFailed,
                     QStringLiteral("%1 cannot be written; is the disk full?").arg(file.fileName()),
                     file.errorString()};
    return {};
}

/// Makes the run's row and folder.
Result<RunRecord> startRun(const Project &project, Database &database, const TrainingConfig &config,
                           const LearningSet &data)
{
    RunRepository runs(database);
    const Result<qint64> id = runs.start(config, data);
    if (!id)
        return id.error();
    const QString directory = project.runDirectory(*id);
    Result<void> written = QDir().mkpath(directory)
        ? writeConfig(config, directory)
        : Result<void>(
            Error{ErrorCode::WriteFailed, QStringLiteral("The folder %1 cannot be made.").arg(directory)});
    if (!written) {
        if (const Result<void> removed = runs.remove(*id); !removed)
            qCWarning(lcProject) << removed.error().message << removed.error().detail;
        return written.error();
    }
    return runs.find(*id);
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
    Result<void> stored = evaluation
        ? RunRepository(database).replacePredictions(run.id, evaluation->predictions)
        : Result<void>(evaluation.error());
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

} // namespace

Result<RunRecord> trainRun(const Project &project, Engine &engine, const TrainingConfig &config,
                           TrainingObserver &observer, const std::function<void(qint64 runId)> &onStarted,
                           const PauseGate &pause, const CancelToken &cancel)
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
    if (onStarted)
        onStarted(started->id);

    const TrainingJob job{prepared->config, std::move(prepared->data), project.runDirectory(started->id)};
    RunRecorder recorder(database, *started, job.runDirectory, observer);
    const Result<TrainingOutcome> outcome = engine.train(job, recorder, pause, cancel);
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
    if (run.state == RunState::Completed)
        storePredictions(database, engine, project.bestWeights(run.id), job.data, run, recorder, cancel);
    return run;
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
