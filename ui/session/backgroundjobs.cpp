// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/backgroundjobs.h"

#include <algorithm>
#include <limits>

namespace cairn {

Job::Job(QString title, QObject *parent)
    : QObject(parent)
    , m_title(std::move(title))
{
    m_shared->clock.start();
}

Progress Job::progress() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->progress;
}

double Job::secondsLeft() const
{
    if (m_timeLeft)
        return m_timeLeft();
    const std::lock_guard lock(m_shared->mutex);
    const Progress &now = m_shared->progress;
    const double elapsed = double(m_shared->clock.elapsed()) / 1000;
    if (now.total <= 0 || now.done <= 0 || elapsed < 1)
        return std::numeric_limits<double>::quiet_NaN();
    return elapsed / double(now.done) * double(now.total - now.done);
}

ProgressCallback Job::reporter() const
{
    return [shared = m_shared](const Progress &progress) {
        const std::lock_guard lock(shared->mutex);
        shared->progress = progress;
    };
}

std::function<void()> Job::setQueued()
{
    m_queued = true;
    const std::lock_guard lock(m_shared->mutex);
    m_shared->waiting = true;
    return [shared = m_shared] {
        const std::lock_guard turn(shared->mutex);
        shared->waiting = false;
        shared->clock.start();
    };
}

bool Job::waiting() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->waiting;
}

void Job::requestStop()
{
    if (m_cancel.cancelled())
        return;
    m_cancel.cancel();
    Q_EMIT stopRequested();
}

BackgroundJobs::BackgroundJobs(QObject *parent)
    : QObject(parent)
{
    m_pool.setObjectName(QStringLiteral("background jobs"));
    m_pool.setMaxThreadCount(4); // mostly waiting for the disk; what decodes has threads of its own
    m_tick.setInterval(100);
    connect(&m_tick, &QTimer::timeout, this, &BackgroundJobs::progressed);
}

BackgroundJobs::~BackgroundJobs()
{
    stopAll();
    m_pool.waitForDone();
}

Job *BackgroundJobs::add(const QString &title)
{
    auto *job = new Job(title, this);
    connect(job, &Job::stopRequested, this, &BackgroundJobs::progressed);
    m_jobs.append(job);
    m_tick.start();
    Q_EMIT jobsChanged();
    return job;
}

void BackgroundJobs::remove(Job *job)
{
    if (!m_jobs.removeOne(job))
        return;
    job->deleteLater();
    Q_EMIT jobsChanged();
    if (m_jobs.isEmpty()) {
        m_tick.stop();
        Q_EMIT becameIdle();
    }
}

QString BackgroundJobs::waitsFor(const Job &job) const
{
    if (!job.waiting())
        return {};
    const auto ahead
        = std::ranges::find_if(m_jobs, [](const Job *other) { return other->m_queued && !other->waiting(); });
    return ahead == m_jobs.end() ? QString() : (*ahead)->title();
}

void BackgroundJobs::stopAll()
{
    for (Job *job : QList<Job *>(m_jobs))
        job->requestStop();
}

} // namespace cairn
