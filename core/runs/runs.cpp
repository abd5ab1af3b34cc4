// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/runs.h"

#include "core/acquire/weightsfile.h"
#include "core/base/format.h"
#include "core/base/logging.h"
#include "core/project/runrepository.h"
#include "core/runs/runevaluation.h"
#include "core/runs/runrecorder.h"
#include "core/runs/snapshot.h"
#include "core/runs/trainingtime.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cmath>

namespace cairn {

namespace {

/// All that is needed before the first step.
struct Prepared
{
    std::unique_ptr<Database> database;
    LearningSet data;
    QString notice; ///< of images that are left out, and what else is unusual; empty where nothing is
    TrainingConfig config; ///< as the engine gets it: "imagenet" is the path of a file
};

/// "imagenet" as the path of a file, which is fetched where it is missing.
Result<void> resolveWeights(TrainingConfig &config, const ProgressCallback &downloading,
                            const CancelToken &cancel)
{
    if (config.weights != QLatin1String("imagenet"))
        return {};
    Result<QString> path = imagenetWeights(config.arch, downloading, cancel);
    if (!path)
        return path.error();
    config.weights = *std::move(path);
    return {};
}

Result<Prepared> prepare(const Project &project, const TrainingConfig &config,
                         const ProgressCallback &downloading, const CancelToken &cancel)
{
    if (const Result<void> valid = validate(config); !valid)
        return valid.error();
    Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    Result<Readiness> snapshot = takeSnapshot(**database);
    if (!snapshot)
        return snapshot.error();
    QStringList notices = snapshot->notices;
    if (!snapshot->missing.isEmpty())
        notices.prepend(missingNotice(snapshot->missing));
    Prepared prepared{*std::move(database), std::move(snapshot->data), notices.join(QLatin1Char(' ')),
                      config};
    if (const Result<void> resolved = resolveWeights(prepared.config, downloading, cancel); !resolved)
        return resolved.error();
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

/// In the project's folder.
QString launchFile(qint64 runId)
{
    return Project::runFolder(runId) + QStringLiteral("/launch");
}

/// Where it cannot be written, a run that its launcher starts again begins anew.
void rememberLaunch(const Project &project, qint64 runId, const ProcessGroup &group)
{
    if (group.restartKey.isEmpty())
        return;
    if (const auto written = project.folder().replace(launchFile(runId), group.restartKey.toUtf8()); !written)
        qCWarning(lcProject) << written.error().message;
}

/// What the best weights say of the validation images, for Review. Failing here must not lose a trained
/// model: it is a notice.
void storePredictions(Database &database, Engine &engine, const QString &weights, const LearningSet &data,
                      const RunRecord &run, RunRecorder &recorder, const CancelToken &cancel)
{
    const QString phase = QStringLiteral("Evaluating the best weights");
    recorder.onPhase(phase, 0, qint64(data.valid.size()));
    const auto progress = [&](const Progress &now) { recorder.onPhase(phase, now.done, now.total); };
    const Result<RunEvaluation> evaluation
        = evaluateAndStore(database, engine, {run, weights, data.valid, {}, false}, progress, cancel);
    if (!evaluation && evaluation.error().code != ErrorCode::Cancelled)
        recorder.onNotice(QStringLiteral("The validation images could not be evaluated: %1")
                              .arg(evaluation.error().message));
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

/// A run that has its row and folder.
struct Undertaking
{
    const RunRecord &run; ///< not running: it goes on, or begins again
    TrainingJob job;
    QString notice = {}; ///< said before it begins
};

/// Trains and records it.
Result<RunRecord> executeRun(const Project &project, Database &database, Engine &engine,
                             const Undertaking &undertaking, TrainingObserver &observer,
                             const PauseGate &pause, const CancelToken &cancel)
{
    const TrainingJob &job = undertaking.job;
    RunRecord running = undertaking.run;
    running.state = RunState::Running;
    running.message.clear();
    RunRecorder recorder(database, running, observer);
    if (!undertaking.notice.isEmpty())
        recorder.onNotice(undertaking.notice);
    const Result<TrainingOutcome> outcome = engine.train(job, recorder, pause, cancel);
    if (!outcome && undertaking.run.state != RunState::Running && !recorder.setUp())
        return outcome.error(); // it could not go on, and is what it was
    if (!outcome && !recorder.setUp()) { // it never began
        Result<void> gone = RunRepository(database).remove(running.id);
        if (gone)
            gone = project.folder().removeTree(Project::runFolder(running.id));
        if (!gone)
            qCWarning(lcProject) << gone.error().message << gone.error().detail;
        return outcome.error();
    }
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
        if (!job.resume && !job.group)
            rememberTrainingTime(trainingWork(job.config,
                                              {int(job.data.classes.size()), int(job.data.train.size()),
                                               int(job.data.valid.size())}),
                                 run.seconds);
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

/// Why a sweep that ended early suggests nothing, and what to change. Empty where it suggests something, or
/// ran as long as it was to.
QString whyNothingIsSuggested(const LrFinderResult &result, const LrSweep &sweep)
{
    const LrSuggestions &rates = result.suggestions;
    const auto isRate = [](double rate) { return std::isfinite(rate); };
    if (std::ranges::any_of(std::array{rates.valley, rates.slide, rates.minimum, rates.steep}, isRate)
        || int(result.points.size()) >= sweep.steps)
        return {};
    // The sweep leaves out a loss that is no number, and ends with one that has flown away.
    const bool rising = result.points.size() > 1
        && result.points.back().loss > std::ranges::min_element(result.points, {}, &LrPoint::loss)->loss;
    const QString reason = rising
        ? QStringLiteral("the loss diverged at rate %1").arg(formatRate(result.points.back().rate))
        : QStringLiteral("the loss became NaN or infinite");
    return QStringLiteral("The sweep ended after %1 of %2 steps, too few to suggest a rate: %3. Start at a "
                          "smaller rate, or use a larger batch.")
        .arg(result.points.size())
        .arg(sweep.steps)
        .arg(reason);
}

/// Files that the run learns from and that are not where they were.
QStringList filesGone(const LearningSet &data)
{
    QStringList gone;
    for (const std::vector<Example> *examples : {&data.train, &data.valid}) {
        for (const Example &example : *examples) {
            if (!QFileInfo::exists(example.path))
                gone << example.path;
        }
    }
    return gone;
}

/// A run whose images are gone would not be the same run, and without any of them none.
Error imagesGone(const RunRecord &run, const LearningSet &data, const QStringList &gone)
{
    const bool all = std::size_t(gone.size()) == data.train.size() + data.valid.size();
    const QString text = QStringLiteral("%1 cannot be resumed: %2 of its image files are missing; the first "
                                        "is “%3”. Restore them, ")
                             .arg(run.name)
                             .arg(gone.size())
                             .arg(gone.first());
    return {all ? ErrorCode::ReadFailed : ErrorCode::InvalidInput,
            text
                + (all ? QStringLiteral("or update the location of their folder.")
                       : QStringLiteral("update the location of their folder, or resume without them.")),
            gone.join(QLatin1Char('\n'))};
}

QString withoutImages(const QStringList &gone)
{
    return gone.isEmpty()
        ? QString()
        : QStringLiteral("The run continues without its missing images (%1), so its results will differ.")
              .arg(gone.size());
}

bool hasCheckpoint(const Project &project, const RunRecord &run)
{
    return project.folder().kind(Project::runFolder(run.id) + QStringLiteral("/checkpoint.safetensors"))
        != Folder::Kind::Missing;
}

/// It was stopped or killed before there was anything to go on from.
bool hardlyBegan(const RunRecord &run)
{
    return run.epochs == 0 && (run.state == RunState::Interrupted || run.state == RunState::Cancelled);
}

} // namespace

Result<RunRecord> trainRun(const Project &project, Engine &engine, const TrainingConfig &config,
                           TrainingObserver &observer, const std::function<void(qint64 runId)> &onStarted,
                           const PauseGate &pause, const CancelToken &cancel,
                           const std::optional<ProcessGroup> &group)
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
    if (group)
        rememberLaunch(project, started->id, *group);
    if (onStarted)
        onStarted(started->id);
    TrainingJob job{prepared->config, std::move(prepared->data), project.runDirectory(started->id)};
    job.group = group;
    return executeRun(project, database, engine, {*started, std::move(job), prepared->notice}, observer,
                      pause, cancel);
}

Result<RunRecord> reproduceRun(const Project &project, Engine &engine, qint64 runId,
                               TrainingObserver &observer, const PauseGate &pause, const CancelToken &cancel)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    const Result<RunRecord> model = RunRepository(**database).find(runId);
    if (!model)
        return model.error();
    const Result<TrainingConfig> config
        = trainingConfigFromJson(QJsonDocument::fromJson(model->configJson.toUtf8()).object());
    if (!config)
        return config.error();
    Result<LearningSet> data = RunRepository(**database).snapshot(*model);
    if (!data)
        return data.error();
    if (const QStringList gone = filesGone(*data); !gone.isEmpty())
        return imagesGone(*model, *data, gone);
    TrainingConfig resolved = *config;
    const auto downloading = [&](const Progress &now) {
        observer.onPhase(QStringLiteral("Downloading %1").arg(now.what), now.done, now.total);
    };
    if (const Result<void> found = resolveWeights(resolved, downloading, cancel); !found)
        return found.error();
    const Result<RunRecord> started = startRun(project, **database, *config, *data);
    if (!started)
        return started.error();
    TrainingJob job{resolved, *std::move(data), project.runDirectory(started->id)};
    return executeRun(project, **database, engine, {*started, std::move(job)}, observer, pause, cancel);
}

Result<bool> sameDataAs(const Project &project, const RunRecord &run)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    const Result<LearningSet> before = RunRepository(**database).snapshot(run);
    if (!before)
        return before.error();
    const Result<Readiness> today = takeSnapshot(**database);
    if (!today)
        return today.error();
    const LearningSet &now = today->data;
    const auto same = [](const std::vector<Example> &a, const std::vector<Example> &b) {
        return std::ranges::equal(a, b, [](const Example &one, const Example &other) {
            return one.imageId == other.imageId && one.label == other.label;
        });
    };
    return before->classes == now.classes && same(before->train, now.train) && same(before->valid, now.valid);
}

bool canResume(const Project &project, const RunRecord &run)
{
    return run.state != RunState::Completed && run.state != RunState::Running
        && (hasCheckpoint(project, run) || hardlyBegan(run));
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
    return Error{ErrorCode::NotFound, QStringLiteral("This project has no incomplete run to resume.")};
}

std::optional<RunRecord> runToGoOnWith(const Project &project, const ProcessGroup &group)
{
    constexpr qint64 longestKey = 4096;
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (group.restartKey.isEmpty() || !database)
        return {};
    const Result<std::vector<RunRecord>> runs = RunRepository(**database).all();
    if (!runs)
        return {};
    for (const RunRecord &run : *runs) {
        const auto file = project.folder().read(launchFile(run.id));
        if (file && canResume(project, run) && (*file)->read(longestKey) == group.restartKey.toUtf8())
            return run;
    }
    return {};
}

Result<QStringList> missingImages(const Project &project, const RunRecord &run)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    const Result<LearningSet> data = RunRepository(**database).snapshot(run);
    if (!data)
        return data.error();
    return filesGone(*data);
}

Result<RunRecord> resumeRun(const Project &project, Engine &engine, const Resumption &resumption,
                            TrainingObserver &observer, const PauseGate &pause, const CancelToken &cancel)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    const RunRepository runs(**database);
    const Result<RunRecord> run = runs.find(resumption.run);
    if (!run)
        return run.error();
    if (!canResume(project, *run))
        return Error{
            run->state == RunState::Completed ? ErrorCode::InvalidInput : ErrorCode::NotFound,
            run->state == RunState::Completed
                ? QStringLiteral("%1 is already complete.").arg(run->name)
                : QStringLiteral("%1 has no checkpoint to resume from; start a new run.").arg(run->name)};
    Result<TrainingConfig> config
        = trainingConfigFromJson(QJsonDocument::fromJson(run->configJson.toUtf8()).object());
    if (!config)
        return config.error();
    Result<LearningSet> data = runs.snapshot(*run);
    if (!data)
        return data.error();
    const QStringList gone = filesGone(*data);
    const bool any = std::size_t(gone.size()) < data->train.size() + data->valid.size();
    if (!gone.isEmpty() && (!any || !resumption.withoutMissing))
        return imagesGone(*run, *data, gone);
    if (const Result<void> own = refuseLinks(project, run->id); !own)
        return own.error();
    // Images that are gone stay in the list: the checkpoint is of that list, and the loader leaves them out.
    TrainingJob job{*std::move(config), *std::move(data), project.runDirectory(run->id)};
    job.resume = hasCheckpoint(project, *run);
    job.group = resumption.group;
    if (!job.resume) {
        const auto downloading = [&](const Progress &now) {
            observer.onPhase(QStringLiteral("Downloading %1").arg(now.what), now.done, now.total);
        };
        if (const Result<void> resolved = resolveWeights(job.config, downloading, cancel); !resolved)
            return resolved.error();
    }
    return executeRun(project, **database, engine, {*run, std::move(job), withoutImages(gone)}, observer,
                      pause, cancel);
}

Result<LrFinderResult> findLearningRate(const Project &project, Engine &engine, const TrainingConfig &config,
                                        const LrSweep &sweep,
                                        const std::function<void(const LrPoint &)> &onPoint,
                                        const CancelToken &cancel, const ProgressCallback &downloading)
{
    const Result<Prepared> prepared = prepare(project, config, downloading, cancel);
    if (!prepared)
        return prepared.error();
    QElapsedTimer clock;
    int steps = 0;
    double seconds = 0; // from the end of the first step to the end of the last
    const auto timed = [&](const LrPoint &point) {
        steps++ == 0 ? clock.start() : void(seconds = double(clock.elapsed()) / 1000);
        if (onPoint)
            onPoint(point);
    };
    Result<LrFinderResult> result
        = engine.findLearningRate(prepared->config, prepared->data, sweep, timed, cancel);
    rememberTrainingTime(sweepWork(prepared->config, int(prepared->data.classes.size()), steps - 1), seconds);
    if (!result)
        return result;
    const QString why = whyNothingIsSuggested(*result, sweep);
    return why.isEmpty() ? result : Result<LrFinderResult>(Error{ErrorCode::InvalidInput, why});
}

} // namespace cairn
