#pragma once

#include "core/project/project.h"

#include <functional>
#include <QObject>

class QThread;

namespace cairn {

/// Writes to the project on a thread of its own, in order, so that nobody waits for the disk: what is queued
/// while it writes goes into one transaction with the next. A job is durable against a kill of the process at
/// most 250 ms after it was queued. Lives in the GUI thread. The destructor writes everything that is queued,
/// then returns.
class DbWriter : public QObject
{
    Q_OBJECT
public:
    /// Runs on the writer's thread; use only `database` and what was captured by value.
    using Job = std::function<Result<void>(Database &database)>;

    explicit DbWriter(const Project &project, QObject *parent = nullptr);
    ~DbWriter() override;

    void enqueue(Job job);
    /// Blocks until everything queued so far is on disk. For tests and for closing; not for the window's
    /// slots.
    void flush();

Q_SIGNALS:
    /// A job failed; what the user sees is no longer what is on disk, so say it. Emitted in the thread of
    /// this object.
    void writeFailed(const cairn::Error &error);

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
    std::unique_ptr<QThread> m_thread;
};

} // namespace cairn
