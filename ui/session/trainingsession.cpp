// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/trainingsession.h"

#include "core/runs/runs.h"
#include "ui/session/storedrun.h"

#include <limits>

namespace cairn {

// Runs on the engine's thread. Batches go into the channel; the rest is posted to the session with the number
// of the run.
class TrainingSession::Observer : public TrainingObserver
{
public:
    Observer(TrainingSession *session, quint64 run, std::shared_ptr<MetricsChannel> channel)
        : m_session(session)
        , m_run(run)
        , m_channel(std::move(channel))
    {
    }

    /// What a run that is resumed had told before it was ended; shown as far as its checkpoint reaches.
    void setEarlier(RunHistory history) { m_earlier = std::move(history); }

    void onBatch(const BatchMetrics &metrics) override { m_channel->push(metrics); }

    void onSetup(const TrainingSetup &setup) override
    {
        m_earlier.cutAt(setup.stepsPerEpoch > 0 ? double(setup.doneSteps) / double(setup.stepsPerEpoch)
                                                : double(setup.doneEpochs));
        post([setup, earlier = m_earlier](TrainingSession &session) {
            session.m_setup = setup;
            session.m_history.prepend(earlier);
            session.m_clock.start();
            session.setState(session.m_job && session.m_job->stopping() ? State::Stopping : State::Running);
            Q_EMIT session.setupKnown();
        });
    }

    void onEpoch(const EpochMetrics &epoch) override
    {
        post([epoch](TrainingSession &session) {
            session.drain();
            session.m_history.append(epoch);
            Q_EMIT session.epochFinished(epoch);
        });
    }

    void onPhase(const QString &phase, qint64, qint64) override
    {
        if (phase == m_phase)
            return; // its progress is in the batches
        m_phase = phase;
        post([phase](TrainingSession &session) {
            session.m_phase = phase;
            Q_EMIT session.phaseChanged();
        });
    }

    void onNotice(const QString &text) override
    {
        post([text](TrainingSession &session) { Q_EMIT session.notice(text); });
    }

private:
    void post(std::function<void(TrainingSession &)> event)
    {
        // The session outlives the engine's job: closing waits for it (see BackgroundJobs).
        const auto deliver = [session = m_session, run = m_run, event = std::move(event)] {
            if (session->m_run == run)
                event(*session);
        };
        QMetaObject::invokeMethod(m_session, deliver, Qt::QueuedConnection);
    }

    TrainingSession *m_session;
    quint64 m_run;
    std::shared_ptr<MetricsChannel> m_channel;
    QString m_phase;
    RunHistory m_earlier;
};

TrainingSession::TrainingSession(std::shared_ptr<const Project> project, DbWriter &writer,
                                 EngineThread &engine, BackgroundJobs &jobs, QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_writer(writer)
    , m_engine(engine)
    , m_jobs(jobs)
{
    m_drain.setInterval(drainMilliseconds);
    connect(&m_drain, &QTimer::timeout, this, &TrainingSession::drain);
}

TrainingSession::~TrainingSession()
{
    stop();
}

void TrainingSession::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

void TrainingSession::start(const TrainingConfig &config)
{
    if (active())
        return;
    begin(config,
          [project = m_project, &writer = m_writer, config](Engine &engine, Observer &observer,
                                                            const PauseGate &pause,
                                                            const CancelToken &cancel) -> Result<RunRecord> {
              writer.flush(); // the snapshot has the labels of this moment
              if (const auto refusal = writer.refusal())
                  return *refusal;
              return trainRun(*project, engine, {config}, {observer, pause, cancel});
          });
}

void TrainingSession::resume(const RunRecord &run, bool withoutMissing)
{
    if (active())
        return;
    const Result<TrainingConfig> config = run.config();
    if (!config) {
        Q_EMIT failed(config.error());
        return;
    }
    begin(*config,
          [project = m_project, resumption = Resumption{run.id, withoutMissing}](
              Engine &engine, Observer &observer, const PauseGate &pause,
              const CancelToken &cancel) -> Result<RunRecord> {
              Result<StoredRun> earlier = readStoredRun(*project, resumption.run);
              if (!earlier)
                  return earlier.error();
              observer.setEarlier(std::move(earlier->history));
              return resumeRun(*project, engine, resumption, {observer, pause, cancel});
          });
}

void TrainingSession::reproduce(const RunRecord &run)
{
    if (active())
        return;
    const Result<TrainingConfig> config = run.config();
    if (!config) {
        Q_EMIT failed(config.error());
        return;
    }
    begin(*config,
          [project = m_project, id = run.id](Engine &engine, Observer &observer, const PauseGate &pause,
                                             const CancelToken &cancel) {
              return reproduceRun(*project, engine, id, {observer, pause, cancel});
          });
}

void TrainingSession::begin(const TrainingConfig &config, Work work)
{
    ++m_run;
    m_config = config;
    m_setup = {};
    m_history.clear();
    m_phase.clear();
    m_pause = PauseGate();
    m_pausedFor = 0;
    m_channel = std::make_shared<MetricsChannel>();
    m_job = m_jobs.add(tr("Training"));
    m_job->setTimeLeft([this] { return secondsLeft(); }); // one number, wherever it is shown
    connect(m_job, &Job::stopRequested, this, &TrainingSession::stop);
    setState(State::Starting);
    m_drain.start();

    auto observer = std::make_shared<Observer>(this, m_run, m_channel);
    m_engine.run<RunRecord>(
        this, m_job,
        [work = std::move(work), observer, pause = m_pause, cancel = m_job->token()](Engine &engine) {
            return work(engine, *observer, pause, cancel);
        },
        [this](Result<RunRecord> result) { conclude(std::move(result)); });
}

void TrainingSession::setPaused(bool paused)
{
    if (m_state != State::Running && m_state != State::Paused)
        return;
    m_pause.setPaused(paused);
    if (paused && m_state == State::Running)
        m_pausedAt = m_clock.elapsed();
    else if (!paused && m_state == State::Paused)
        m_pausedFor += m_clock.elapsed() - m_pausedAt;
    setState(paused ? State::Paused : State::Running);
}

void TrainingSession::stop()
{
    if (!active())
        return;
    if (m_job)
        m_job->requestStop();
    setState(State::Stopping);
}

void TrainingSession::drain()
{
    if (!m_channel)
        return;
    const std::vector<BatchBin> bins = m_channel->drain();
    if (bins.empty())
        return;
    m_history.append(bins);
    if (m_job)
        m_job->reporter()({m_history.last().step + 1, m_setup.totalSteps, m_phase});
    Q_EMIT batchesArrived();
}

double TrainingSession::secondsLeft() const
{
    const qint64 done = m_history.last().step + 1;
    if (!active() || m_history.batches() < 3 || m_setup.totalSteps <= 0)
        return std::numeric_limits<double>::quiet_NaN();
    const qint64 measured = done - m_setup.doneSteps; // by this clock
    const qint64 now = m_state == State::Paused ? m_pausedAt : m_clock.elapsed();
    return double(now - m_pausedFor) / 1000 / double(measured) * double(m_setup.totalSteps - done);
}

void TrainingSession::conclude(Result<RunRecord> result)
{
    drain();
    m_drain.stop();
    setState(State::Idle);
    if (result)
        Q_EMIT finished(*result);
    else
        Q_EMIT failed(result.error());
    if (m_job)
        m_jobs.remove(m_job); // last: what listens for "idle" may close the project
}

} // namespace cairn
