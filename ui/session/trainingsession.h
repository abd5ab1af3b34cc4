// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/pausegate.h"
#include "core/project/dbwriter.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/enginethread.h"
#include "ui/session/runhistory.h"

namespace cairn {

/// The run that is training, or the last one that did, as the window sees it. GUI thread; the training itself
/// is on the engine's thread. Batches come through a bounded buffer that a timer empties, everything rarer as
/// queued calls that carry the run's number, so that none of an earlier run can land in a later one.
class TrainingSession : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Idle,
        Starting, ///< posted, not at its first step yet
        Running,
        Paused,
        Stopping, ///< asked to stop; ends within a batch
    };

    /// `writer` is the project's; what is queued in it is on disk before the run takes its snapshot.
    TrainingSession(std::shared_ptr<const Project> project, DbWriter &writer, EngineThread &engine,
                    BackgroundJobs &jobs, QObject *parent = nullptr);
    ~TrainingSession() override;

    void start(const TrainingConfig &config);
    /// Goes on with a run that was ended (see resumeRun()); history() begins with the epochs it had finished.
    /// `withoutMissing`: also where images are gone, whose absence shows in the numbers.
    void resume(const RunRecord &run, bool withoutMissing = false);
    /// Trains again with a run's settings, on the images and labels that it had (see reproduceRun()).
    void reproduce(const RunRecord &run);
    void setPaused(bool paused);
    void stop();

    State state() const { return m_state; }
    bool active() const { return m_state != State::Idle; }
    const TrainingConfig &config() const { return m_config; }
    /// In the order of the network's outputs; empty until the run has looked at its images.
    const QStringList &classes() const { return m_setup.classes; }
    const TrainingSetup &setup() const { return m_setup; }
    const RunHistory &history() const { return m_history; }
    /// The epoch in hand, 1-based; never beyond the last one.
    int epoch() const
    {
        return std::min(int(m_history.epochs().size()) + 1, std::max(1, m_config.totalEpochs()));
    }
    const QString &phase() const { return m_phase; }
    double secondsLeft() const; ///< NaN while nobody can know

    static constexpr int drainMilliseconds = 80;

Q_SIGNALS:
    void stateChanged();
    void phaseChanged();
    void setupKnown();
    void batchesArrived(); ///< history() grew; at most 1000 / drainMilliseconds times a second
    void epochFinished(const cairn::EpochMetrics &epoch);
    void notice(const QString &text);
    void finished(const cairn::RunRecord &run); ///< completed or stopped
    void failed(const cairn::Error &error);

private:
    class Observer;
    using Work
        = std::function<Result<RunRecord>(Engine &, Observer &, const PauseGate &, const CancelToken &)>;
    void begin(const TrainingConfig &config, Work work);
    void setState(State state);
    void drain();
    void conclude(Result<RunRecord> result);

    std::shared_ptr<const Project> m_project;
    DbWriter &m_writer;
    EngineThread &m_engine;
    BackgroundJobs &m_jobs;
    QPointer<Job> m_job;

    State m_state = State::Idle;
    quint64 m_run = 0; ///< counts starts
    TrainingConfig m_config;
    TrainingSetup m_setup;
    RunHistory m_history;
    QString m_phase;
    PauseGate m_pause;
    std::shared_ptr<MetricsChannel> m_channel;
    QTimer m_drain;
    QElapsedTimer m_clock;
    qint64 m_pausedAt = 0; ///< by that clock
    qint64 m_pausedFor = 0; ///< milliseconds, all pauses that are over
};

} // namespace cairn
