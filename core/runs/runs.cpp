// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/runs.h"
#include "core/base/text.h"

#include "core/acquire/weightsfile.h"
#include "core/base/format.h"
#include "core/base/logging.h"
#include "core/project/repositories/runrepository.h"
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

/// With "imagenet" as the path of a file, which is fetched where it is missing.
Result<TrainingConfig> withWeightsFile(const TrainingConfig &config, const ProgressCallback &downloading,
                                       const CancelToken &cancel)
{
    if (config.weights != QLatin1String("imagenet"))
        return config;
    return imagenetWeights(config.arch, downloading, cancel).transform([&config](const QString &path) {
        TrainingConfig resolved = config;
        resolved.weights = path;
        return resolved;
    });
}

/// Says in the run's phases how far a download is. Not longer used than the observer lives.
ProgressCallback downloadsTo(TrainingObserver &observer)
{
    return [&observer](const Progress &now) {
        observer.onPhase(Text::tr("Downloading %1").arg(now.what), now.done, now.total);
    };
}

Result<Prepared> prepare(const Project &project, const TrainingConfig &config,
                         const ProgressCallback &downloading, const CancelToken &cancel)
{
    auto database = validate(config).and_then([&] { return project.connect(); });
    auto snapshot
        = database.and_then([](const std::unique_ptr<Database> &open) { return takeSnapshot(*open); });
    return snapshot.and_then([&](const Readiness &) { return withWeightsFile(config, downloading, cancel); })
        .transform([&](const TrainingConfig &resolved) {
            QStringList notices = snapshot->notices;
            if (!snapshot->missing.isEmpty())
                notices.prepend(missingNotice(snapshot->missing));
            return Prepared{*std::move(database), std::move(snapshot->data), notices.join(QLatin1Char(' ')),
                            resolved};
        });
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
    const auto makeFolder = [&](qint64 id) {
        const QString folder = Project::runFolder(id);
        const Result<void> written = project.folder().makeNew(folder).and_then([&] {
            return project.folder().replace(folder + QStringLiteral("/config.json"),
                                            QJsonDocument(toJson(config)).toJson());
        });
        if (!written) {
            if (const Result<void> removed = runs.remove(id); !removed)
                qCWarning(lcProject) << removed.error().message << removed.error().detail;
        }
        return written.transform([id] { return id; });
    };
    return runs.start(config, data, newestFolder(project)).and_then(makeFolder).and_then([&runs](qint64 id) {
        return runs.find(id);
    });
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
void storePredictions(Database &database, Engine &engine, const EvaluationTask &task, RunRecorder &recorder,
                      const CancelToken &cancel)
{
    const QString phase = Text::tr("Evaluating the best weights");
    recorder.onPhase(phase, 0, qint64(task.examples.size()));
    const auto progress = [&](const Progress &now) { recorder.onPhase(phase, now.done, now.total); };
    const Result<RunEvaluation> evaluation = evaluateAndStore(database, engine, task, progress, cancel);
    if (!evaluation && evaluation.error().code != ErrorCode::Cancelled)
        recorder.onNotice(
            Text::tr("The validation images could not be evaluated: %1").arg(evaluation.error().message));
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

/// What a run works with: the database is the project's.
struct RunContext
{
    const Project &project;
    Database &database;
    Engine &engine;
};

/// Trains and records it.
Result<RunRecord> executeRun(const RunContext &context, const Undertaking &undertaking,
                             const RunControl &control)
{
    const Project &project = context.project;
    Database &database = context.database;
    const TrainingJob &job = undertaking.job;
    RunRecord running = undertaking.run;
    running.state = RunState::Running;
    running.message.clear();
    RunRecorder recorder(database, running, control.observer);
    if (!undertaking.notice.isEmpty())
        recorder.onNotice(undertaking.notice);
    const Result<TrainingOutcome> outcome
        = context.engine.train(job, recorder, control.pause, control.cancel);
    if (!outcome && undertaking.run.state != RunState::Running && !recorder.setUp())
        return outcome.error(); // it could not go on, and is what it was
    if (!outcome && !recorder.setUp()) { // it never began
        const Result<void> gone = RunRepository(database).remove(running.id).and_then([&] {
            return project.folder().removeTree(Project::runFolder(running.id));
        });
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
        storePredictions(database, context.engine,
                         {.run = run,
                          .weights = project.bestWeights(run.id),
                          .examples = job.data.valid,
                          .sameWeights = false},
                         recorder, control.cancel);
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
        ? Text::tr("the loss diverged at rate %1").arg(formatRate(result.points.back().rate))
        : Text::tr("the loss became NaN or infinite");
    return Text::tr("The sweep ended after %1 of %2 step(s), too few to suggest a rate: %3. Start at a "
                    "smaller rate, or use a larger batch.",
                    nullptr, sweep.steps)
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

/// A run whose images are gone would not be the same run, and without any of them none. `canSkip`: it may be
/// resumed without them.
Error imagesGone(const RunRecord &run, const QStringList &gone, bool canSkip)
{
    const int count = int(gone.size());
    const QString text = canSkip
        ? Text::tr("%1 cannot be resumed: %2 of its image file(s) are missing; the first is “%3”. "
                   "Restore them, update the location of their folder, or resume without them.",
                   nullptr, count)
        : Text::tr("%1 cannot be trained again: %2 of its image file(s) are missing; the first is "
                   "“%3”. Restore them, or update the location of their folder.",
                   nullptr, count);
    return {canSkip ? ErrorCode::InvalidInput : ErrorCode::ReadFailed,
            text.arg(run.name).arg(count).arg(gone.first()), gone.join(QLatin1Char('\n'))};
}

QString withoutImages(const QStringList &gone)
{
    return gone.isEmpty()
        ? QString()
        : Text::tr("The run continues without its missing images (%1), so its results will differ.")
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

/// A run as it is stored, with what it was told and what it began with.
struct Stored
{
    RunRecord run;
    TrainingConfig config;
    LearningSet data;
};

Result<Stored> readStored(Database &database, const RunRecord &run)
{
    return allOf(run.config(), RunRepository(database).snapshot(run)).transform([&run](auto read) {
        auto &[config, data] = read;
        return Stored{run, std::move(config), std::move(data)};
    });
}

Result<RunRecord> trainLike(const RunContext &context, const Stored &model, const RunControl &control)
{
    if (const QStringList gone = filesGone(model.data); !gone.isEmpty())
        return imagesGone(model.run, gone, false);
    const auto execute = [&](const TrainingConfig &resolved) {
        return startRun(context.project, context.database, model.config, model.data)
            .and_then([&](const RunRecord &started) {
                TrainingJob job{resolved, model.data, context.project.runDirectory(started.id)};
                return executeRun(context, {started, std::move(job)}, control);
            });
    };
    return withWeightsFile(model.config, downloadsTo(control.observer), control.cancel).and_then(execute);
}

Result<RunRecord> refuseUnresumable(const Project &project, const RunRecord &run)
{
    if (canResume(project, run))
        return run;
    return Error{run.state == RunState::Completed ? ErrorCode::InvalidInput : ErrorCode::NotFound,
                 run.state == RunState::Completed
                     ? Text::tr("%1 is already complete.").arg(run.name)
                     : Text::tr("%1 has no checkpoint to resume from; start a new run.").arg(run.name)};
}

Result<RunRecord> goOn(const RunContext &context, Stored stored, const Resumption &resumption,
                       const RunControl &control)
{
    const QStringList gone = filesGone(stored.data);
    const bool any = std::size_t(gone.size()) < stored.data.train.size() + stored.data.valid.size();
    if (!gone.isEmpty() && (!any || !resumption.withoutMissing))
        return imagesGone(stored.run, gone, any);
    const bool fromCheckpoint = hasCheckpoint(context.project, stored.run);
    const auto configFor = [&] { // a checkpoint has the weights
        return fromCheckpoint ? Result<TrainingConfig>(stored.config)
                              : withWeightsFile(stored.config, downloadsTo(control.observer), control.cancel);
    };
    return refuseLinks(context.project, stored.run.id)
        .and_then(configFor)
        .and_then([&](const TrainingConfig &config) {
            // Images that are gone stay in the list: the checkpoint is of that list, and the loader leaves
            // them out.
            TrainingJob job{config, std::move(stored.data), context.project.runDirectory(stored.run.id)};
            job.resume = fromCheckpoint;
            job.group = resumption.group;
            return executeRun(context, {stored.run, std::move(job), withoutImages(gone)}, control);
        });
}

Result<std::vector<RunRecord>> allRuns(const Project &project)
{
    return withDatabase(project, [](Database &database) { return RunRepository(database).all(); });
}

} // namespace

Result<RunRecord> trainRun(const Project &project, Engine &engine, const NewRun &wanted,
                           const RunControl &control)
{
    auto prepared = prepare(project, wanted.config, downloadsTo(control.observer), control.cancel);
    const auto start = [&](const Prepared &ready) {
        return startRun(project, *ready.database, wanted.config, ready.data);
    };
    return prepared.and_then(start).and_then([&](const RunRecord &started) {
        if (wanted.group)
            rememberLaunch(project, started.id, *wanted.group);
        if (wanted.onStarted)
            wanted.onStarted(started.id);
        TrainingJob job{prepared->config, std::move(prepared->data), project.runDirectory(started.id)};
        job.group = wanted.group;
        return executeRun({project, *prepared->database, engine}, {started, std::move(job), prepared->notice},
                          control);
    });
}

Result<RunRecord> reproduceRun(const Project &project, Engine &engine, qint64 runId,
                               const RunControl &control)
{
    return withDatabase(project, [&](Database &database) {
        return RunRepository(database)
            .find(runId)
            .and_then([&](const RunRecord &run) { return readStored(database, run); })
            .and_then([&](const Stored &model) {
                return trainLike({project, database, engine}, model, control);
            });
    });
}

bool canResume(const Project &project, const RunRecord &run)
{
    return run.state != RunState::Completed && run.state != RunState::Running
        && (hasCheckpoint(project, run) || hardlyBegan(run));
}

Result<RunRecord> latestResumableRun(const Project &project)
{
    return allRuns(project).and_then([&](const std::vector<RunRecord> &runs) -> Result<RunRecord> {
        for (const RunRecord &run : runs) {
            if (canResume(project, run))
                return run;
        }
        return Error{ErrorCode::NotFound, Text::tr("This project has no incomplete run to resume.")};
    });
}

std::optional<RunRecord> runToGoOnWith(const Project &project, const ProcessGroup &group)
{
    constexpr qint64 longestKey = 4096;
    if (group.restartKey.isEmpty())
        return {};
    const Result<std::vector<RunRecord>> runs = allRuns(project);
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
    return withDatabase(project, [&](Database &database) {
        return RunRepository(database).snapshot(run).transform(&filesGone);
    });
}

Result<RunRecord> resumeRun(const Project &project, Engine &engine, const Resumption &resumption,
                            const RunControl &control)
{
    return withDatabase(project, [&](Database &database) {
        return RunRepository(database)
            .find(resumption.run)
            .and_then([&](const RunRecord &run) { return refuseUnresumable(project, run); })
            .and_then([&](const RunRecord &run) { return readStored(database, run); })
            .and_then([&](Stored stored) {
                return goOn({project, database, engine}, std::move(stored), resumption, control);
            });
    });
}

Result<LrFinderResult> findLearningRate(const Project &project, Engine &engine, const RateSearch &search,
                                        const CancelToken &cancel)
{
    const Result<Prepared> prepared = prepare(project, search.config, search.downloading, cancel);
    if (!prepared)
        return prepared.error();
    QElapsedTimer clock;
    int steps = 0;
    double seconds = 0; // from the end of the first step to the end of the last
    const auto timed = [&](const LrPoint &point) {
        steps++ == 0 ? clock.start() : void(seconds = double(clock.elapsed()) / 1000);
        if (search.onPoint)
            search.onPoint(point);
    };
    Result<LrFinderResult> result
        = engine.findLearningRate(prepared->config, prepared->data, search.sweep, timed, cancel);
    rememberTrainingTime(sweepWork(prepared->config, int(prepared->data.classes.size()), steps - 1), seconds);
    if (!result)
        return result;
    const QString why = whyNothingIsSuggested(*result, search.sweep);
    return why.isEmpty() ? result : Result<LrFinderResult>(Error{ErrorCode::InvalidInput, why});
}

} // namespace cairn
