// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

#include <functional>
#include <optional>
#include <QObject>

class QThread;

namespace cairn {

/// Writes to the project on a thread of its own, in order, so that nobody waits for the disk: what is queued
/// while it writes goes into one transaction with the next. A job is durable against a kill of the process at
/// most 250 ms after it was queued. What the disk refuses (full, read-only, locked by another program) is
/// kept and tried again every second, with everything behind it. Lives in the GUI thread. The destructor
/// writes everything that is queued, or finds that the disk still refuses it, then returns.
class DbWriter : public QObject
{
    Q_OBJECT
public:
    /// Runs on the writer's thread; use only `database` and what was captured by value.
    using Job = std::function<Result<void>(Database &database)>;

    explicit DbWriter(const Project &project, QObject *parent = nullptr);
    ~DbWriter() override;

    void enqueue(Job job); ///< may be run more than once, each time from the state before it
    /// Runs once, behind every write queued so far: for what reads them, or tells that they are done.
    void enqueueReading(Job job);
    /// Blocks until everything queued so far is on disk, or the disk has refused it. For tests and for
    /// closing; not for the window's slots.
    void flush();
    /// Why the disk has refused what is still kept, if it has: closing now may lose it, and whoever reads the
    /// disk does not find it there.
    std::optional<Error> refusal() const;

Q_SIGNALS:
    // Both are emitted in the thread of this object.
    /// What the user sees is not what is on disk, so say it: a job failed for good, or the disk refuses all
    /// (told once).
    void writeFailed(const cairn::Error &error);
    void writeRecovered(); ///< the disk has taken what it refused before

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
    std::unique_ptr<QThread> m_thread;
};

} // namespace cairn
