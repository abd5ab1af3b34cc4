// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/dbwriter.h"

#include "core/base/logging.h"

#include <QElapsedTimer>
#include <QThread>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 longestTransaction = 200; // ms: what is queued is on disk within 250
constexpr std::chrono::milliseconds retryAfter{1000};

struct Task
{
    DbWriter::Job job;
    bool writes;
};

/// Nothing is wrong with the job: it may go well later.
bool isTheDisks(const Error &error)
{
    return error.code == ErrorCode::WriteFailed || error.code == ErrorCode::Locked;
}

} // namespace

struct DbWriter::Shared
{
    std::mutex mutex;
    std::condition_variable arrived; // a task, or the end
    std::condition_variable written;
    std::deque<Task> tasks;
    quint64 queued = 0; // tasks ever queued, and those that are on disk or have failed
    quint64 done = 0;
    std::optional<Error> refusal; // by the disk: the first task waits for another attempt
    bool ending = false;

    std::function<Result<std::unique_ptr<Database>>()> connect;
    std::function<void(const Error &)> report; // called on the writer's thread
    std::function<void()> reportRecovery;

    void run();
    bool waitForTasks();
    std::optional<Task> takeTask();
    void writeSome(Database &database);
    void writeNothing(const Error &error);
    void keep(std::vector<Task> tried, const Error &error);
    void finish(quint64 count);
    void enqueue(Task task);
};

/// False when there is nothing left to do, ever. What was refused waits for its time, or for the end, and
/// then has its last attempt.
bool DbWriter::Shared::waitForTasks()
{
    std::unique_lock lock(mutex);
    if (refusal) {
        if (ending)
            return false;
        arrived.wait_for(lock, retryAfter, [this] { return ending; });
    }
    arrived.wait(lock, [this] { return ending || !tasks.empty(); });
    return !tasks.empty();
}

std::optional<Task> DbWriter::Shared::takeTask()
{
    const std::lock_guard lock(mutex);
    if (tasks.empty())
        return {};
    Task task = std::move(tasks.front());
    tasks.pop_front();
    return task;
}

/// Tasks in one transaction until none is left, or time is up. One that fails is undone alone; where the disk
/// is to blame, all are.
void DbWriter::Shared::writeSome(Database &database)
{
    QElapsedTimer timer;
    timer.start();
    std::vector<Task> tried;
    Transaction transaction(database);
    if (const auto &begun = transaction.begun(); !begun)
        return isTheDisks(begun.error()) ? keep({}, begun.error()) : writeNothing(begun.error());
    while (std::optional<Task> task = takeTask()) {
        tried.push_back(*std::move(task));
        Transaction single(database);
        auto outcome = single.begun() ? tried.back().job(database) : single.begun();
        if (outcome)
            outcome = single.commit();
        if (!outcome && isTheDisks(outcome.error()))
            return keep(std::move(tried), outcome.error());
        if (!outcome)
            report(outcome.error());
        if (timer.elapsed() > longestTransaction)
            break;
    }
    if (const auto committed = transaction.commit(); !committed) {
        if (isTheDisks(committed.error()))
            return keep(std::move(tried), committed.error());
        report(committed.error());
    }
    finish(tried.size());
}

/// There is no connection: every task fails, and is said to.
void DbWriter::Shared::writeNothing(const Error &error)
{
    while (takeTask()) {
        report(error);
        finish(1);
    }
}

/// The transaction is undone: the writes of it go to the front again, in their order.
void DbWriter::Shared::keep(std::vector<Task> tried, const Error &error)
{
    const std::lock_guard lock(mutex);
    done += quint64(std::ranges::count(tried, false, &Task::writes));
    std::erase_if(tried, [](const Task &task) { return !task.writes; });
    tasks.insert(tasks.begin(), std::make_move_iterator(tried.begin()), std::make_move_iterator(tried.end()));
    if (!refusal)
        report(error);
    refusal = error;
    written.notify_all();
}

void DbWriter::Shared::finish(quint64 count)
{
    const std::lock_guard lock(mutex);
    done += count;
    if (std::exchange(refusal, {}))
        reportRecovery();
    written.notify_all();
}

void DbWriter::Shared::run()
{
    auto database = connect();
    while (waitForTasks()) {
        if (!database)
            database = connect();
        if (database)
            writeSome(**database);
        else
            keep({}, database.error()); // as where the disk refuses: tried again
    }
}

void DbWriter::Shared::enqueue(Task task)
{
    {
        const std::lock_guard lock(mutex);
        tasks.push_back(std::move(task));
        ++queued;
    }
    arrived.notify_one();
}

DbWriter::DbWriter(const Project &project, QObject *parent)
    : QObject(parent)
    , m_shared(std::make_shared<Shared>())
{
    m_shared->connect = [&project] { return project.connect(); };
    m_shared->report = [this](const Error &error) {
        qCWarning(lcProject) << "write failed:" << error.message << error.detail;
        QMetaObject::invokeMethod(
            this, [this, error] { Q_EMIT writeFailed(error); }, Qt::QueuedConnection);
    };
    m_shared->reportRecovery
        = [this] { QMetaObject::invokeMethod(this, &DbWriter::writeRecovered, Qt::QueuedConnection); };
    m_thread.reset(QThread::create([shared = m_shared] { shared->run(); }));
    m_thread->setObjectName(u"cairn-writer"_s);
    m_thread->start();
}

DbWriter::~DbWriter()
{
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->ending = true;
    }
    m_shared->arrived.notify_one();
    m_thread->wait();
}

void DbWriter::enqueue(Job job)
{
    m_shared->enqueue({std::move(job), true});
}

void DbWriter::enqueueReading(Job job)
{
    m_shared->enqueue({std::move(job), false});
}

void DbWriter::flush()
{
    std::unique_lock lock(m_shared->mutex);
    const quint64 target = m_shared->queued;
    m_shared->written.wait(lock, [&] { return m_shared->done >= target || m_shared->refusal; });
}

std::optional<Error> DbWriter::refusal() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->refusal;
}

} // namespace cairn
