// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/ratefindersession.h"

#include "core/runs/runs.h"

namespace cairn {

RateFinderSession::RateFinderSession(std::shared_ptr<const Project> project, DbWriter &writer,
                                     EngineThread &engine, BackgroundJobs &jobs, QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_writer(writer)
    , m_engine(engine)
    , m_jobs(jobs)
{
}

RateFinderSession::~RateFinderSession()
{
    stop();
}

void RateFinderSession::start(const TrainingConfig &config)
{
    if (m_active)
        return;
    m_active = true;
    m_points.clear();
    m_result.reset();
    m_job = m_jobs.add(tr("Finding the learning rate"));
    Q_EMIT activeChanged();
    Q_EMIT pointsArrived();

    const LrSweep sweep;
    // A sweep has a hundred points in all: queued calls are cheap enough.
    const auto onPoint = [this, number = ++m_sweep, report = m_job->reporter(),
                          done = std::make_shared<qint64>(0), steps = sweep.steps](const LrPoint &point) {
        report({++*done, steps, {}});
        const auto deliver = [this, number, point] {
            if (m_sweep != number)
                return;
            m_points.push_back(point);
            Q_EMIT pointsArrived();
        };
        QMetaObject::invokeMethod(this, deliver, Qt::QueuedConnection);
    };
    m_engine.run<LrFinderResult>(
        this, m_job,
        [project = m_project, &writer = m_writer, config, sweep, onPoint,
         cancel = m_job->token()](Engine &engine) -> Result<LrFinderResult> {
            writer.flush(); // the snapshot has the labels of this moment
            if (const auto refusal = writer.refusal())
                return *refusal;
            return findLearningRate(*project, engine, {config, sweep, onPoint}, cancel);
        },
        [this](Result<LrFinderResult> result) { conclude(std::move(result)); });
}

void RateFinderSession::stop()
{
    if (m_job)
        m_job->requestStop();
}

void RateFinderSession::conclude(Result<LrFinderResult> result)
{
    m_active = false;
    if (result) {
        m_points = result->points;
        m_result = std::move(*result);
        Q_EMIT finished();
    } else if (result.error().code != ErrorCode::Cancelled) {
        Q_EMIT failed(result.error());
    }
    Q_EMIT activeChanged();
    if (m_job)
        m_jobs.remove(m_job);
}

} // namespace cairn
