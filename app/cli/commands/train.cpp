// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "app/cli/report.h"
#include "app/cli/trainingoptions.h"
#include "app/cli/trainingreporter.h"
#include "app/common/engineloader.h"
#include "app/common/stopsignals.h"
#include "core/base/format.h"
#include "core/project/repositories/runrepository.h"
#include "core/runs/currentrun.h"
#include "core/runs/runs.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int topLossesShown = 9;

/// Confusion matrix and top losses of the best weights.
void reportRun(Output &out, const Project &project, const RunRecord &run)
{
    if (out.json())
        return;
    const Result<RunEvaluation> evaluation = storedEvaluation(project, run.id);
    const Result<QHash<qint64, QString>> files = imageFiles(project, out);
    if (!evaluation || !files)
        return;
    out.line();
    report(out, *evaluation, run.classes, *files, topLossesShown);
}

Error cancelledError(const RunRecord &run, const QString &project)
{
    const QString kept = run.bestEpoch < 0
        ? u"Canceled before the first epoch was complete; %1 has no weights."_s.arg(run.name)
        : u"Canceled; %1 keeps its best weights, from epoch %2 with an error rate of %3."_s.arg(run.name)
              .arg(run.bestEpoch + 1)
              .arg(formatPercent(run.bestErrorRate));
    return {ErrorCode::Cancelled, kept + u" To resume: cairn-cli train \"%1\" --resume"_s.arg(project)};
}

/// As one of several processes, but not the first, which says what to train and records it.
Result<void> joinOthers(const ProcessGroup &group, CommandContext &context)
{
    const std::unique_ptr<Engine> engine = orFail(loadEngine());
    context.out.line(u"Process %1 of %2 is training with the others; the first process reports progress."_s
                         .arg(group.rank + 1)
                         .arg(group.size));
    TrainingObserver silent;
    const TrainingOutcome outcome = orFail(engine->join(group, silent, context.cancel));
    if (outcome.end == TrainingOutcome::End::Cancelled)
        return Error{ErrorCode::Cancelled, u"Cancelled."_s};
    return {};
}

/// A command that is understood.
struct TrainRequest
{
    std::optional<ProcessGroup> group; ///< set: one of several processes
    TrainingConfig config; ///< of a new run
    std::optional<double> validShare;
    bool resume = false;
    bool withoutMissing = false; ///< resume though images are gone
    std::optional<qint64> run; ///< to resume; unset: the newest that can be
};

TrainRequest parseRequest(const Arguments &arguments)
{
    TrainRequest request;
    request.group = Arguments::require(processGroupFromEnvironment(QProcessEnvironment::systemEnvironment(),
                                                                   arguments.text(u"rendezvous"_s)));
    request.resume = arguments.has(u"resume"_s);
    request.withoutMissing = arguments.has(u"without-missing"_s);
    request.run = arguments.integer(u"run"_s, 1);
    request.validShare = arguments.number(u"valid"_s, 0, 1);
    if (request.run && !request.resume)
        throw UsageError{u"--run works only with --resume."_s};
    if (request.withoutMissing && !request.resume)
        throw UsageError{
            u"--without-missing works only with --resume: a new run always leaves out missing images."_s};
    if (request.resume && (request.validShare || arguments.has(u"config"_s)))
        throw UsageError{u"A resumed run keeps its settings and images; omit --valid and --config."_s};
    if (!request.resume)
        request.config = trainingConfig(arguments);
    return request;
}

/// Names the files that keep a run from going on as it began.
void tellMissing(Output &out, const Project &project, const RunRecord &run)
{
    const Result<QStringList> missing = missingImages(project, run);
    if (!missing)
        return; // resuming says why
    for (const QString &file : *missing) {
        out.event(u"missing"_s, {{u"file"_s, file}});
        out.line(u"Missing: %1"_s.arg(file));
    }
}

Result<RunRecord> resume(const TrainRequest &request, const Project &project, Engine &engine,
                         CommandContext &context)
{
    const auto find = [&](Database &database) { return RunRepository(database).find(*request.run); };
    const RunRecord run = orFail(request.run ? withDatabase(project, find) : latestResumableRun(project));
    const TrainingConfig config = orFail(run.config());
    context.out.line(u"Resuming %1: %2"_s.arg(run.name, describe(config)));
    tellMissing(context.out, project, run);
    TrainingReporter reporter(context.out, config.totalEpochs());
    reporter.started(run.id);
    const PauseGate neverPaused;
    Result<RunRecord> resumed = resumeRun(project, engine, {run.id, request.withoutMissing, request.group},
                                          {reporter, neverPaused, context.cancel});
    if (resumed || resumed.error().code != ErrorCode::InvalidInput || resumed.error().detail.isEmpty())
        return resumed;
    Error error = resumed.error();
    error.message += u" (cairn-cli relocate, or --without-missing)"_s;
    return error;
}

Result<RunRecord> startRun(const TrainRequest &request, const Project &project, Engine &engine,
                           CommandContext &context)
{
    std::optional<SplitRule> asked;
    if (request.validShare)
        asked = SplitRule{*request.validShare, request.config.seed};
    orFail(splitFirst(project, asked, context));
    context.out.line(describe(request.config));
    TrainingReporter reporter(context.out, request.config.totalEpochs());
    const PauseGate neverPaused;
    return trainRun(project, engine,
                    {.config = request.config,
                     .onStarted = [&](qint64 id) { reporter.started(id); },
                     .group = request.group},
                    {reporter, neverPaused, context.cancel});
}

/// A run that somebody stopped is evaluated, too, as far as it got; another Ctrl+C ends the program. After
/// SIGTERM, and under a launcher, nobody waits: the window or `evaluate` do it later.
void evaluateStopped(const RunRecord &run, const Project &project, Engine &engine, Output &out)
{
    if (run.bestEpoch < 0)
        return;
    out.line(u"Evaluating the best weights; press Ctrl+C again to skip this for now."_s);
    const auto progress = [&out](const Progress &now) { out.progress(now); };
    const Result<int> evaluated = evaluateMissing(project, engine, run.id, progress, {});
    if (!evaluated)
        out.notice(evaluated.error().message);
}

void reportEnd(Output &out, const Project &project, const RunRecord &run)
{
    reportRun(out, project, run);
    out.line();
    out.line(
        u"%1 took %2. Best error rate %3 in epoch %4; its weights are kept. Next: cairn-cli export \"%5\" "
        "--run %6"_s.arg(run.name, formatDuration(run.seconds), formatPercent(run.bestErrorRate))
            .arg(run.bestEpoch + 1)
            .arg(project.directory())
            .arg(run.id));
    out.event(u"done"_s,
              {{u"run"_s, run.id},
               {u"best_error_rate"_s, run.bestErrorRate},
               {u"error_rate"_s, run.errorRate},
               {u"valid_loss"_s, run.validLoss},
               {u"seconds"_s, run.seconds}});
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    TrainRequest request = parseRequest(arguments);
    if (request.group && !request.group->isPrimary())
        return joinOthers(*request.group, context);
    const std::unique_ptr<Project> project = openProject(arguments);
    const std::unique_ptr<Engine> engine = orFail(loadEngine());
    // torchrun starts all of them again where one has failed, Slurm a job that it had put back into the
    // queue.
    if (request.group && !request.resume) {
        if (const std::optional<RunRecord> begun = runToGoOnWith(*project, *request.group)) {
            request.resume = true;
            request.run = begun->id;
        }
    }
    const RunRecord result = orFail(request.resume ? resume(request, *project, *engine, context)
                                                   : startRun(request, *project, *engine, context));
    if (result.state == RunState::Cancelled) {
        if (stoppedByHand() && !request.group)
            evaluateStopped(result, *project, *engine, context.out);
        return cancelledError(result, arguments.positional(0));
    }
    reportEnd(context.out, *project, result);
    return {};
}

} // namespace

Command trainCommand()
{
    return {u"train"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Trains a network and keeps its best weights"_s,
            u"train buildings.cairn --arch resnet50 --preset lesson"_s,
            trainingOptions()
                << Option{u"valid"_s, u"SHARE"_s, u"re-split the images first, as split does"_s}
                << Option{u"resume"_s, {}, u"resume the newest incomplete run"_s}
                << Option{u"run"_s, u"ID"_s, u"… or this run"_s}
                << Option{u"rendezvous"_s, u"HOST:PORT"_s, u"address where several processes meet"_s,
                          u"Several processes"_s}
                << Option{u"without-missing"_s, {}, u"resume without missing images"_s, u"Resuming"_s},
            run};
}

} // namespace cairn
