// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"

#include <functional>
#include <memory>
#include <mutex>
#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>

namespace cairn {

/// One piece of long work, as the job strip shows it. Lives in the GUI thread; the work itself reports from
/// wherever it runs.
class Job : public QObject
{
    Q_OBJECT
public:
    const QString &title() const { return m_title; }
    Progress progress() const;
    double secondsLeft() const; ///< NaN while nobody can know
    /// Whose work knows better than its progress how long it takes. Called in the GUI thread while the job is
    /// there.
    void setTimeLeft(std::function<double()> seconds) { m_timeLeft = std::move(seconds); }
    CancelToken token() const { return m_cancel.token(); }
    ProgressCallback reporter() const; ///< for the working thread

    /// Its work waits in a queue. Returns what the working thread calls when it is its turn.
    std::function<void()> setQueued();
    bool waiting() const; ///< for its turn

    bool stopping() const { return m_cancel.cancelled(); }
    void requestStop();

Q_SIGNALS:
    void stopRequested();

private:
    friend class BackgroundJobs;
    Job(QString title, QObject *parent);

    struct Shared
    {
        std::mutex mutex;
        Progress progress;
        bool waiting = false;
        QElapsedTimer clock; // since its turn came
    };
    QString m_title;
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    CancelSource m_cancel;
    std::function<double()> m_timeLeft;
    bool m_queued = false;
};

/// Everything that runs behind the window. Work posted with run() goes to a pool of its own; work elsewhere
/// (the engine's thread) only has its Job here, for the strip, for "stop everything" and for knowing when the
/// window may close.
class BackgroundJobs : public QObject
{
    Q_OBJECT
public:
    explicit BackgroundJobs(QObject *parent = nullptr);
    ~BackgroundJobs() override; ///< stops and waits

    /// Runs `work` on a pool thread, then `done` with its result in the GUI thread, unless `context` is gone
    /// by then. `work` must not throw. With an empty title the job is not shown.
    template <typename T>
    Job *run(const QString &title, QObject *context,
             std::function<T(const ProgressCallback &progress, const CancelToken &cancel)> work,
             std::function<void(T)> done)
    {
        Job *job = add(title);
        m_pool.start([this, job, work = std::move(work), done = std::move(done),
                      guard = QPointer<QObject>(context), progress = job->reporter(),
                      token = job->token()]() mutable {
            auto result = std::make_shared<T>(work(progress, token));
            const auto deliver = [this, job, result, done = std::move(done), guard] {
                remove(job);
                if (guard)
                    done(std::move(*result));
            };
            QMetaObject::invokeMethod(this, deliver, Qt::QueuedConnection);
        });
        return job;
    }

    Job *add(const QString &title);
    void remove(Job *job); ///< it is done; deletes it

    const QList<Job *> &jobs() const { return m_jobs; }
    /// The title of what is at work in the queue that this job waits in; empty where it does not wait.
    QString waitsFor(const Job &job) const;
    bool idle() const { return m_jobs.isEmpty(); }
    void stopAll();

Q_SIGNALS:
    void jobsChanged(); ///< one came or went
    void progressed(); ///< at most ten times a second
    void becameIdle();

private:
    QList<Job *> m_jobs;
    QThreadPool m_pool;
    QTimer m_tick;
};

} // namespace cairn
