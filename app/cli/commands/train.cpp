#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectreader.h"
#include "app/cli/report.h"
#include "app/cli/trainingoptions.h"
#include "app/common/engineloader.h"
#include "core/base/format.h"
#include "core/dataset/splitter.h"
#include "core/runs/metricsjson.h"
#include "core/runs/runs.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int topLossesShown = 9;

/// Says what happens: the bar, the epoch table, the events.
class TrainingTeller : public TrainingObserver
{
public:
    TrainingTeller(Output &out, int epochs)
        : m_out(out)
        , m_epochs(epochs)
    {
    }

    void started(qint64 runId)
    {
        m_run = runId;
        m_out.event(u"started"_s, {{u"run"_s, runId}});
    }

    void onSetup(const TrainingSetup &setup) override
    {
        m_setup = setup;
        m_out.event(u"setup"_s,
                    {{u"run"_s, m_run},
                     {u"device"_s, setup.device},
                     {u"precision"_s, setup.precision},
                     {u"threads"_s, setup.threads},
                     {u"steps_per_epoch"_s, setup.stepsPerEpoch},
                     {u"steps"_s, setup.totalSteps},
                     {u"weights"_s, setup.weightsReport}});
        m_out.line(u"Run %1 on the %2 with %3 %4, %5"_s.arg(m_run)
                       .arg(setup.device)
                       .arg(setup.threads)
                       .arg(setup.threads == 1 ? u"thread"_s : u"threads"_s, setup.precision));
        if (!setup.weightsReport.isEmpty())
            m_out.line(setup.weightsReport);
        m_out.line();
        m_out.line(epochHeader());
    }

    void onBatch(const BatchMetrics &batch) override
    {
        if (m_out.json())
            return; // a line a batch is in the run's metrics.jsonl
        const QString note = u"%1 images/s  loss %2"_s.arg(qRound64(batch.imagesPerSecond))
                                 .arg(batch.smoothedLoss, 0, 'f', 3);
        m_out.progress(
            {batch.step + 1, m_setup.totalSteps, u"epoch %1 of %2"_s.arg(int(batch.epoch) + 1).arg(m_epochs)},
            note);
    }

    void onEpoch(const EpochMetrics &epoch) override
    {
        QJsonObject fields = toJson(epoch);
        fields.insert(u"run"_s, m_run);
        m_out.event(u"epoch"_s, fields);
        m_out.line(epochRow(epoch));
    }

    void onPhase(const QString &phase, qint64 done, qint64 total) override
    {
        // Between the steps the bar shows those; JSON hears of the long phases only.
        if (done > 0 && total > 0 && (m_out.json() || m_setup.totalSteps == 0))
            m_out.progress({done, total, phase});
    }

    void onNotice(const QString &notice) override { m_out.notice(notice); }

private:
    Output &m_out;
    const int m_epochs;
    qint64 m_run = 0;
    TrainingSetup m_setup;
};

/// Confusion matrix and top losses of the best weights.
void reportRun(Output &out, const Project &project, const RunRecord &run)
{
    if (out.json())
        return;
    const Result<Evaluation> evaluation = storedEvaluation(project, run.id);
    const Result<QHash<qint64, QString>> files = imageFiles(project);
    if (!evaluation || !files)
        return;
    out.line();
    report(out, *evaluation, run.classes, *files, topLossesShown);
}

Error cancelledError(const RunRecord &run)
{
    return {
        ErrorCode::Cancelled,
        run.bestEpoch < 0
            ? u"Cancelled before the first epoch ended; %1 has no weights."_s.arg(run.name)
            : u"Cancelled; %1 keeps its best weights, of epoch %2 with an error rate of %3."_s.arg(run.name)
                  .arg(run.bestEpoch + 1)
                  .arg(formatPercent(run.bestErrorRate))};
}

Result<void> run(const Arguments &arguments, Surroundings &surroundings)
{
    const TrainingConfig config = trainingConfig(arguments);
    const std::optional<double> validShare = arguments.number(u"valid"_s, 0, 1);
    const Result<std::unique_ptr<Project>> project = Project::open(arguments.positional(0));
    if (!project)
        return project.error();
    if (validShare) {
        const Result<std::unique_ptr<Database>> database = (*project)->connect();
        if (!database)
            return database.error();
        const Result<SplitCounts> counts
            = splitProject(**database, *validShare, config.seed, {}, surroundings.cancel);
        if (!counts)
            return counts.error();
    }
    const Result<std::unique_ptr<Engine>> engine = loadEngine();
    if (!engine)
        return engine.error();

    Output &out = surroundings.out;
    out.line(describe(config));
    TrainingTeller teller(out, config.totalEpochs());
    const Result<RunRecord> result = trainRun(
        **project, **engine, config, teller, [&](qint64 id) { teller.started(id); }, {}, surroundings.cancel);
    if (!result)
        return result.error();
    if (result->state == RunState::Cancelled)
        return cancelledError(*result);
    reportRun(out, **project, *result);
    out.line(
        u"\n%1 took %2. Best error rate %3, in epoch %4; its weights are kept. Next: cairn-cli export \"%5\" --run %6"_s
            .arg(result->name, formatDuration(result->seconds), formatPercent(result->bestErrorRate))
            .arg(result->bestEpoch + 1)
            .arg(arguments.positional(0))
            .arg(result->id));
    out.event(u"done"_s,
              {{u"run"_s, result->id},
               {u"best_error_rate"_s, result->bestErrorRate},
               {u"error_rate"_s, result->errorRate},
               {u"valid_loss"_s, result->validLoss},
               {u"seconds"_s, result->seconds}});
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
            trainingOptions() << Option{u"valid"_s, u"SHARE"_s,
                                        u"divide the pictures anew first, as split does"_s},
            run};
}

} // namespace cairn
