#include "ui/session/collectsession.h"

#include "core/base/format.h"
#include "core/dataset/quarantine.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int arrivalsMs = 3000; // the library is read anew at most that often

} // namespace

CollectSession::CollectSession(std::shared_ptr<const Project> project, Library &library, BackgroundJobs &jobs,
                               QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_library(library)
    , m_jobs(jobs)
    , m_queue(m_project)
{
    connect(&m_queue, &DownloadQueue::statusChanged, this, &CollectSession::takeStatus);
    connect(&m_queue, &DownloadQueue::failed, this, [this](const Error &error) {
        endJob();
        Q_EMIT failed(error, true);
    });
    connect(&m_queue, &DownloadQueue::finished, this, &CollectSession::endJob);
    m_arrivals.setSingleShot(true);
    m_arrivals.setInterval(arrivalsMs);
    connect(&m_arrivals, &QTimer::timeout, this, [this] {
        Q_EMIT picturesArrived();
        refreshQuarantine();
    });
    refreshQuarantine();
}

CollectSession::~CollectSession()
{
    if (m_job)
        m_jobs.remove(m_job);
}

/// The id of a class that is there from now on; nothing where the name cannot be one (that is told).
std::optional<qint64> CollectSession::classFor(const QString &name)
{
    const QString wanted = name.trimmed();
    if (wanted.isEmpty())
        return 0;
    for (const ClassRecord &record : m_library.classes()) {
        if (record.name.compare(wanted, Qt::CaseInsensitive) == 0)
            return record.id;
    }
    const auto added = m_library.addClass(wanted);
    if (added)
        return *added;
    Q_EMIT failed(added.error(), false);
    return {};
}

/// The queue's rows and labels need the classes that were made just now to be on disk.
void CollectSession::afterWrites(std::function<void()> next)
{
    const auto go = [guard = QPointer(this), next = std::move(next)] {
        if (guard)
            next();
    };
    m_library.writer().enqueueReading([library = &m_library, go](Database &) -> Result<void> {
        QMetaObject::invokeMethod(library, go, Qt::QueuedConnection); // the library outlives its writer
        return {};
    });
}

void CollectSession::search(const QString &provider, const PictureSearch &search, const QString &className,
                            qint64 count)
{
    const PictureProvider *known = pictureProvider(provider);
    if (const QString refusal = known ? known->refusal(search) : QString(); !refusal.isEmpty()) {
        Q_EMIT failed({ErrorCode::InvalidInput, refusal}, false);
        return;
    }
    const auto classId = classFor(className);
    if (!classId)
        return;
    m_wanted << Wanted{provider, search, *classId, count};
    if (std::exchange(m_searching, true))
        return;
    Q_EMIT searchingChanged();
    afterWrites([this] { nextSearch(); });
}

void CollectSession::nextSearch()
{
    if (m_wanted.isEmpty()) {
        m_searching = false;
        Q_EMIT searchingChanged();
        return;
    }
    const Wanted wanted = m_wanted.takeFirst();
    m_jobs.run<Result<SearchReport>>(
        tr("Searching for “%1”").arg(wanted.search.text), this,
        [project = m_project, wanted](const ProgressCallback &progress,
                                      const CancelToken &cancel) -> Result<SearchReport> {
            const auto database = project->connect();
            if (!database)
                return database.error();
            return queueSearch(**database, wanted.provider, wanted.search, wanted.classId, wanted.count,
                               progress, cancel);
        },
        [this, wanted](const Result<SearchReport> &report) { takeSearch(wanted, report); });
}

void CollectSession::takeSearch(const Wanted &wanted, const Result<SearchReport> &report)
{
    if (report) {
        m_quota = report->quota ? report->quota : m_quota;
        QString what = report->queued > 0
            ? tr("“%1”: %2 new pictures in the queue.").arg(wanted.search.text, formatCount(report->queued))
            : report->inQueue >= wanted.count
            ? tr("“%1”: %2 pictures are in the list already; ask for more to go on.")
                  .arg(wanted.search.text, formatCount(report->inQueue))
            : tr("“%1”: nothing new was found.").arg(wanted.search.text);
        if (report->exhausted && report->queued > 0)
            what += u' ' + tr("There are no more.");
        Q_EMIT searched(what);
    } else if (report.error().code == ErrorCode::Cancelled) {
        m_wanted.clear();
    } else {
        Q_EMIT failed(report.error(), false);
    }
    start(); // also what was found before it failed
    nextSearch();
}

void CollectSession::readList(std::function<Result<UrlList>()> read, const QString &className)
{
    m_jobs.run<Result<UrlList>>(
        tr("Reading the list"), this,
        [read = std::move(read)](const ProgressCallback &, const CancelToken &) { return read(); },
        [this, className](Result<UrlList> list) {
            if (list)
                addList(*std::move(list), className);
            else
                Q_EMIT failed(list.error(), false);
        });
}

void CollectSession::addListFile(const QString &file, const QString &className)
{
    readList([file] { return readUrlList(file); }, className);
}

void CollectSession::addAddresses(const QString &text, const QString &className)
{
    readList([text, name = tr("typed")] { return parseUrlList(text.toUtf8(), name, ListOrigin::Typed); },
             className);
}

void CollectSession::addList(UrlList list, const QString &className)
{
    const auto classId = classFor(className);
    if (!classId)
        return;
    for (const QString &label : list.labels()) {
        if (!classFor(label))
            return;
    }
    afterWrites([this, list = std::move(list), classId = *classId] {
        m_jobs.run<Result<qint64>>(
            tr("Reading the list"), this,
            [project = m_project, list, classId](const ProgressCallback &,
                                                 const CancelToken &) -> Result<qint64> {
                const auto database = project->connect();
                return database ? queueList(**database, list, classId) : database.error();
            },
            [this, list](const Result<qint64> &added) {
                if (!added) {
                    Q_EMIT failed(added.error(), false);
                    return;
                }
                QString what = tr("%1 new addresses in the queue.").arg(formatCount(*added));
                if (!list.problems.isEmpty())
                    what += u' '
                        + tr("%1 were left out: %2")
                              .arg(formatCount(list.problems.size()), list.problems.first());
                Q_EMIT searched(what);
                start();
            });
    });
}

void CollectSession::start()
{
    if (!m_job) {
        m_job = m_jobs.add(tr("Fetching pictures"));
        connect(m_job, &Job::stopRequested, this, &CollectSession::stop);
    }
    m_queue.start();
}

void CollectSession::stop()
{
    m_queue.stop();
}

void CollectSession::retryFailed()
{
    m_queue.retryFailed();
    start();
}

void CollectSession::cancelWaiting()
{
    m_queue.cancelWaiting();
}

void CollectSession::removeSettled()
{
    m_queue.removeSettled();
}

void CollectSession::takeStatus(const DownloadStatus &status)
{
    const bool stopped = m_status.running && !status.running;
    const qint64 refusedBefore = m_status.count(DownloadState::Refused);
    m_status = status;
    if (m_job)
        m_job->reporter()({status.total() - status.left(), status.total(), status.pause});
    const qint64 done = status.count(DownloadState::Done);
    if ((done != m_arrived || status.count(DownloadState::Refused) != refusedBefore) && status.running
        && !m_arrivals.isActive())
        m_arrivals.start();
    m_arrived = done;
    Q_EMIT statusChanged();
    if (stopped)
        endJob();
}

void CollectSession::endJob()
{
    // The end of one fetch may be told after the next has begun, and take its job: what arrived shows all the
    // same.
    if (m_job) {
        m_jobs.remove(m_job);
        m_job.clear();
    }
    m_arrivals.stop();
    Q_EMIT picturesArrived();
    refreshQuarantine();
}

void CollectSession::refreshQuarantine()
{
    using Outcome = Result<std::vector<QuarantineRecord>>;
    m_jobs.run<Outcome>(
        {}, this,
        [project = m_project](const ProgressCallback &, const CancelToken &) -> Outcome {
            const auto database = project->connect();
            return database ? QuarantineRepository(**database).all() : Outcome(database.error());
        },
        [this](Outcome files) {
            if (!files) {
                Q_EMIT failed(files.error(), false);
                return;
            }
            m_quarantine = *std::move(files);
            Q_EMIT quarantineChanged();
        });
}

void CollectSession::settle(const QString &title, const std::vector<QuarantineRecord> &files, Settle one)
{
    m_jobs.run<Settled>(
        title, this,
        [project = m_project, files, one = std::move(one)](const ProgressCallback &progress,
                                                           const CancelToken &cancel) {
            Settled settled;
            const auto database = project->connect();
            if (!database) {
                settled.error = database.error();
                return settled;
            }
            for (const QuarantineRecord &file : files) {
                if (cancel.cancelled())
                    break;
                const auto done = one(**database, file);
                settled.done += done ? 1 : 0;
                if (!done)
                    settled.error = done.error();
                progress({settled.done, qint64(files.size())});
            }
            return settled;
        },
        [this](const Settled &settled) {
            if (settled.error)
                Q_EMIT failed(*settled.error, false);
            Q_EMIT picturesArrived();
            refreshQuarantine();
        });
}

void CollectSession::restore(const std::vector<QuarantineRecord> &files)
{
    settle(tr("Taking refused files"), files, [](Database &database, const QuarantineRecord &file) {
        const auto restored = restoreFromQuarantine(database, file);
        return restored ? Result<void>() : restored.error();
    });
}

void CollectSession::forget(const std::vector<QuarantineRecord> &files)
{
    settle(tr("Forgetting refused files"), files, forgetQuarantined);
}

} // namespace cairn
