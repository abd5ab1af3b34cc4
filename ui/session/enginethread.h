// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"
#include "ui/session/backgroundjobs.h"

#include <functional>
#include <memory>
#include <QObject>
#include <QPointer>
#include <QThread>

namespace cairn {

/// Makes the engine; called once, on the engine's thread.
using EngineFactory = std::function<Result<std::unique_ptr<Engine>>()>;

/// The one thread that learns. It lives as long as the program (torch keeps a thread pool for every thread
/// that calls it), makes the engine on first use and takes jobs in order.
class EngineThread : public QObject
{
    Q_OBJECT
public:
    explicit EngineThread(EngineFactory factory, QObject *parent = nullptr);
    ~EngineThread() override;

    /// Waits for the job in hand (cancel it first), drops the others, ends the thread.
    void shutDown();

    /// Loads the engine behind the window, so that the first training does not wait for it.
    void warmUp();

    /// Runs `work` on the engine's thread, then `done` in the GUI thread, unless `context` is gone by then.
    /// Where the engine cannot be loaded, `done` gets that error.
    template <typename T>
    void run(QObject *context, std::function<Result<T>(Engine &engine)> work,
             std::function<void(Result<T>)> done)
    {
        const auto job = [this, guard = QPointer<QObject>(context), work = std::move(work),
                          done = std::move(done)](Result<Engine *> engine) {
            auto result = std::make_shared<Result<T>>(engine ? work(**engine) : Result<T>(engine.error()));
            const auto deliver = [guard, done, result] {
                if (guard)
                    done(std::move(*result));
            };
            QMetaObject::invokeMethod(this, deliver, Qt::QueuedConnection);
        };
        post(job);
    }

    /// The same for work that has a job, which is told when its turn comes.
    template <typename T>
    void run(QObject *context, Job *job, std::function<Result<T>(Engine &engine)> work,
             std::function<void(Result<T>)> done)
    {
        run<T>(
            context,
            [begin = job->setQueued(), work = std::move(work)](Engine &engine) {
                begin();
                return work(engine);
            },
            std::move(done));
    }

Q_SIGNALS:
    void engineLoaded(const QString &description);
    void engineFailed(const cairn::Error &error);

private:
    void post(std::function<void(Result<Engine *>)> job);
    Result<Engine *> engine(); // on the engine's thread only

    EngineFactory m_factory;
    std::unique_ptr<Engine> m_engine;
    QThread m_thread;
    QObject *m_host; // lives in m_thread; jobs are events for it
};

} // namespace cairn
