// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/runlist.h"

#include "core/base/format.h"
#include "core/project/repositories/runrepository.h"
#include "core/project/repositories/settingsrepository.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

RunList::RunList(std::shared_ptr<const Project> project, Library &library, TrainingSession &training,
                 EngineThread &engine, BackgroundJobs &jobs, QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_library(library)
    , m_training(training)
    , m_engine(engine)
    , m_jobs(jobs)
{
    connect(&training, &TrainingSession::setupKnown, this,
            &RunList::refresh); // it is in the list from now on
    connect(&training, &TrainingSession::finished, this, &RunList::refresh);
    connect(&training, &TrainingSession::failed, this, &RunList::refresh);
}

RunList::~RunList()
{
    if (m_job)
        m_job->requestStop();
}

void RunList::refresh()
{
    if (m_reading) {
        m_readAgain = true;
        return;
    }
    m_reading = true;
    const auto read = [this] {
        m_jobs.run<Result<RunsOverview>>(
            {}, this,
            [project = m_project](const ProgressCallback &, const CancelToken &) {
                return runsOverview(*project);
            },
            [this](Result<RunsOverview> overview) {
                m_reading = false;
                if (std::exchange(m_readAgain, false))
                    refresh();
                if (overview)
                    take(*std::move(overview));
                else
                    Q_EMIT failed(overview.error());
            });
    };
    // The library joins its writer before this object's owner goes.
    m_library.writer().enqueueReading([this, read](Database &) -> Result<void> {
        QMetaObject::invokeMethod(this, read, Qt::QueuedConnection);
        return {};
    });
}

void RunList::tryAgain()
{
    m_unable.clear();
    refresh();
}

void RunList::take(RunsOverview overview)
{
    m_overview = std::move(overview);
    Q_EMIT changed();
    evaluateNext();
}

// Not beside a training: the engine has one thread, and the list is reloaded when the training ends.
void RunList::evaluateNext()
{
    if (m_job || m_training.active())
        return;
    const auto next = std::ranges::find_if(m_overview.unevaluated,
                                           [this](qint64 run) { return !m_unable.contains(run); });
    const std::optional<RunRecord> run = next == m_overview.unevaluated.end() ? std::nullopt : find(*next);
    if (!run)
        return;
    m_evaluating = run->id;
    m_job = m_jobs.add(tr("Evaluating %1").arg(run->name));
    Q_EMIT changed();
    m_engine.run<int>(
        this, m_job,
        [project = m_project, id = run->id, report = m_job->reporter(), cancel = m_job->token()](
            Engine &engine) { return evaluateMissing(*project, engine, id, report, cancel); },
        [this, id = run->id](const Result<int> &count) {
            if (m_job)
                m_jobs.remove(m_job);
            m_job = nullptr;
            if (!count || *count == 0)
                m_unable.insert(id);
            if (!count && count.error().code != ErrorCode::Cancelled)
                Q_EMIT failed(count.error());
            if (count)
                Q_EMIT evaluated(id);
            refresh();
        });
}

QList<RunRecord> RunList::usable() const
{
    QList<RunRecord> usable;
    for (const RunRecord &run : m_overview.runs) {
        if (run.bestEpoch >= 0 && run.state != RunState::Running && !run.trashed)
            usable.append(run);
    }
    return usable;
}

std::optional<RunRecord> RunList::find(qint64 runId) const
{
    const auto found = std::ranges::find(m_overview.runs, runId, &RunRecord::id);
    return found == m_overview.runs.end() ? std::nullopt : std::optional(*found);
}

std::optional<RunRecord> RunList::current() const
{
    return find(m_overview.current);
}

std::optional<RunStanding> RunList::standing(qint64 runId) const
{
    const auto found = std::ranges::find(m_overview.standings, runId, &RunStanding::runId);
    return found == m_overview.standings.end() ? std::nullopt : std::optional(*found);
}

void RunList::write(std::function<Result<void>(Database &database)> job)
{
    m_library.writer().enqueue(std::move(job));
    refresh();
}

void RunList::choose(qint64 runId)
{
    if (runId == m_overview.chosen)
        return;
    m_overview.chosen = runId;
    if (runId != 0)
        m_overview.current = runId;
    else if (!m_overview.standings.empty())
        m_overview.current = m_overview.standings.front().runId;
    Q_EMIT changed();
    write([runId](Database &database) { return SettingsRepository(database).setChosenRun(runId); });
}

void RunList::rename(qint64 runId, const QString &name)
{
    const QString clean = name.simplified();
    if (!clean.isEmpty())
        write([runId, clean](Database &database) { return RunRepository(database).setName(runId, clean); });
}

void RunList::setNote(qint64 runId, const QString &note)
{
    write([runId, note](Database &database) { return RunRepository(database).setNote(runId, note); });
}

void RunList::setTags(qint64 runId, const QStringList &tags)
{
    write([runId, tags](Database &database) { return RunRepository(database).setTags(runId, tags); });
}

void RunList::setTrashed(qint64 runId, bool trashed)
{
    write(
        [runId, trashed](Database &database) { return RunRepository(database).setTrashed(runId, trashed); });
}

QString describeRun(const RunRecord &run)
{
    const Result<Arch> arch = archFromName(run.arch);
    return QStringList{run.name,
                       run.bestEpoch < 0 ? RunList::tr("no weights")
                                         : RunList::tr("error %1").arg(formatPercent(run.bestErrorRate)),
                       arch ? archTitle(*arch) : run.arch, run.preset,
                       QLocale().toString(run.started, QLocale::ShortFormat)}
        .join(u" · "_s);
}

} // namespace cairn
