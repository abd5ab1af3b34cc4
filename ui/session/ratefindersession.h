// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/dbwriter.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/enginethread.h"

namespace cairn {

/// A learning-rate sweep as the window sees it. GUI thread.
class RateFinderSession : public QObject
{
    Q_OBJECT
public:
    /// `writer` is the project's; what is queued in it is on disk before the run takes its snapshot.
    RateFinderSession(std::shared_ptr<const Project> project, DbWriter &writer, EngineThread &engine,
                      BackgroundJobs &jobs, QObject *parent = nullptr);
    ~RateFinderSession() override;

    void start(const TrainingConfig &config);
    void stop();
    bool active() const { return m_active; }
    const std::vector<LrPoint> &points() const { return m_points; }
    const std::optional<LrFinderResult> &result() const { return m_result; }

Q_SIGNALS:
    void activeChanged();
    void pointsArrived();
    void finished();
    void failed(const cairn::Error &error);

private:
    void conclude(Result<LrFinderResult> result);

    std::shared_ptr<const Project> m_project;
    DbWriter &m_writer;
    EngineThread &m_engine;
    BackgroundJobs &m_jobs;
    QPointer<Job> m_job;
    quint64 m_sweep = 0; ///< counts starts
    bool m_active = false;
    std::vector<LrPoint> m_points;
    std::optional<LrFinderResult> m_result;
};

} // namespace cairn
