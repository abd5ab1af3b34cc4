// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingobserver.h"
#include "core/project/project.h"
#include "core/project/repositories/runrepository.h"

#include <QElapsedTimer>

namespace cairn {

/// Writes down what a run says, then passes it on: metrics.jsonl (appended; on disk each second and at each
/// epoch), log.txt, the rows of `epochs` and the run's own row after each epoch, so that a killed run keeps
/// its numbers. Of a resumed run it forgets what was told after the checkpoint, so that every step is there
/// once. A record that cannot be written never stops the training: it is told once, as a notice. Use
/// it from the thread that made it, which is the one that trains.
class RunRecorder : public TrainingObserver
{
public:
    /// `next` and `database`, a project's, must outlive the recorder; the run's folder exists.
    RunRecorder(Database &database, RunRecord run, TrainingObserver &next);
    ~RunRecorder() override;

    /// As far as it is known; the caller completes the state, end and message.
    const RunRecord &run() const { return m_run; }
    /// The engine found all it needs: from here on the run is this one's.
    bool setUp() const { return m_setUp; }

    void onSetup(const TrainingSetup &setup) override;
    void onBatch(const BatchMetrics &batch) override;
    void onEpoch(const EpochMetrics &epoch) override;
    void onPhase(const QString &phase, qint64 done, qint64 total) override;
    void onCheckpoint() override;
    void onNotice(const QString &notice) override;

    /// A line in log.txt, with the time.
    void log(const QString &line);

private:
    std::unique_ptr<QFile> opened(const QString &name); ///< null where it cannot be, which is told
    void writeMetrics(const QJsonObject &object);
    void flushMetrics();
    void forgetFrom(const TrainingSetup &setup);
    void reportFailure(const Error &error);

    RunRepository m_repository;
    RunRecord m_run;
    TrainingObserver &m_next;
    const Folder m_folder; ///< the project's
    const QString m_metricsName;
    std::unique_ptr<QFile> m_metrics;
    std::unique_ptr<QFile> m_log;
    QString m_phase;
    QElapsedTimer m_sinceFlush;
    bool m_failureReported = false;
    bool m_setUp = false;
};

} // namespace cairn
