#include "core/project/dbwriter.h"

#include "core/base/logging.h"

#include <QElapsedTimer>
#include <QThread>

#include <condition_variable>
#include <deque>
#include <mutex>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 longestTransaction = 200; // ms: what is queued is on disk within 250

} // namespace

struct DbWriter::Shared
{
    std::mutex mutex;
    std::condition_variable arrived; // a job, or the end
    std::condition_variable written;
    std::deque<Job> jobs;
    quint64 queued = 0; // jobs ever queued, and those that are on disk or have failed
    quint64 done = 0;
    bool ending = false;

    std::function<Result<std::unique_ptr<Database>>()> connect;
    std::function<void(const Error &)> report; // called on the writer's thread

    void run();
    bool waitForJobs();
    Job takeJob();
    quint64 writeSome(Database &database);
    quint64 writeNothing(const Error &error);
};

/// False when there is nothing left to do, ever.
bool DbWriter::Shared::waitForJobs()
{
    std::unique_lock lock(mutex);
    arrived.wait(lock, [this] { return ending || !jobs.empty(); });
    return !jobs.empty();
}

DbWriter::Job DbWriter::Shared::takeJob()
{
    const std::lock_guard lock(mutex);
    if (jobs.empty())
        return {};
    Job job = std::move(jobs.front());
    jobs.pop_front();
    return job;
}

/// Jobs in one transaction until none is left, or time is up. One that fails is undone alone. Returns their
/// number.
quint64 DbWriter::Shared::writeSome(Database &database)
{
    QElapsedTimer timer;
    timer.start();
    quint64 count = 0;
    Transaction transaction(database);
    while (const Job job = takeJob()) {
        ++count;
        Transaction single(database);
        auto outcome = job(database);
        if (outcome)
            outcome = single.commit();
        if (!outcome)
            report(outcome.error());
        if (timer.elapsed() > longestTransaction)
            break;
    }
    if (const auto committed = transaction.commit(); !committed)
        report(committed.error());
    return count;
}

/// There is no connection: every job fails, and is said to.
quint64 DbWriter::Shared::writeNothing(const Error &error)
{
    quint64 count = 0;
    while (takeJob()) {
        ++count;
        report(error);
    }
    return count;
}

void DbWriter::Shared::run()
{
    const auto database = connect();
    while (waitForJobs()) {
        const quint64 count = database ? writeSome(**database) : writeNothing(database.error());
        const std::lock_guard lock(mutex);
        done += count;
        written.notify_all();
    }
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
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->jobs.push_back(std::move(job));
        ++m_shared->queued;
    }
    m_shared->arrived.notify_one();
}

void DbWriter::flush()
{
    std::unique_lock lock(m_shared->mutex);
    const quint64 target = m_shared->queued;
    m_shared->written.wait(lock, [&] { return m_shared->done >= target; });
}

} // namespace cairn
