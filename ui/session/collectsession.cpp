// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/collectsession.h"

#include "core/acquire/providers/requestgate.h"
#include "core/acquire/useragent.h"
#include "core/base/format.h"
#include "core/base/outside.h"
#include "core/dataset/quarantine.h"
#include "core/project/repositories/classrepository.h"

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
        Q_EMIT imagesArrived();
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
    if (const ClassRecord *meant = classMeantBy(wanted, m_library.classes()))
        return meant->id;
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

bool CollectSession::refuses(const WantedSearch &wanted)
{
    const ImageProvider *known = imageProvider(wanted.provider);
    const QString refusal = known ? known->refusal(wanted.search) : tr("Unknown image provider.");
    if (!refusal.isEmpty())
        Q_EMIT failed({ErrorCode::InvalidInput, refusal}, false);
    return !refusal.isEmpty();
}

void CollectSession::afterContact(const QString &provider, std::function<void()> next)
{
    const ImageProvider *known = imageProvider(provider);
    if (!known || !known->wantsContact() || contactWasAsked())
        return next();
    m_held << std::move(next);
    if (m_held.size() == 1)
        Q_EMIT contactWanted();
}

void CollectSession::contactIsSettled()
{
    setContactAsked();
    const auto held = std::exchange(m_held, {});
    for (const auto &next : held)
        next();
}

void CollectSession::look(const WantedSearch &wanted, const QString &className)
{
    if (m_searching || refuses(wanted))
        return;
    afterContact(wanted.provider, [this, wanted, className] { startLooking(wanted, className); });
}

void CollectSession::startLooking(const WantedSearch &wanted, const QString &className)
{
    if (std::exchange(m_searching, true))
        return;
    m_found = {wanted, className, {}, {}, false, 0};
    if (const ClassRecord *meant = classMeantBy(className, m_library.classes()))
        m_found.wanted.classId = meant->id;
    Q_EMIT searchingChanged();
    Q_EMIT foundChanged();
    m_lookJob = m_jobs.run<Result<FirstLook>>(
        tr("Searching for “%1”").arg(wanted.search.text), this,
        [project = m_project, asked = m_found.wanted](const ProgressCallback &, const CancelToken &cancel) {
            return lookAtFirst(*project, asked, cancel);
        },
        [this](Result<FirstLook> looked) { takeLooked(std::move(looked)); });
}

void CollectSession::takeLooked(Result<FirstLook> looked)
{
    m_searching = false;
    if (!looking()) { // discarded meanwhile
        Q_EMIT searchingChanged();
        return;
    }
    const ImageProvider *provider = imageProvider(m_found.wanted.provider);
    if (const auto left = provider ? requestsLeft(*provider) : std::nullopt)
        m_quota = left;
    if (!looked || looked->images.empty()) {
        const WantedSearch wanted = m_found.wanted;
        if (!looked && looked.error().code != ErrorCode::Cancelled)
            Q_EMIT failed(looked.error(), false);
        else if (looked)
            takeSearch(wanted, reportOf(*looked, wanted.count));
        discardFound();
        Q_EMIT searchingChanged();
        return;
    }
    m_found.wanted.known = std::move(looked->pages);
    m_found.images = std::move(looked->images);
    m_found.unwanted = std::move(looked->unwanted);
    m_found.inQueue = looked->inQueue;
    qint64 all = 0;
    for (const SearchPage &page : m_found.wanted.known)
        all += qint64(page.images.size());
    m_found.more = !m_found.wanted.known.back().next.isEmpty() || all > qint64(m_found.images.size());
    Q_EMIT searchingChanged();
    Q_EMIT foundChanged();
    m_queue.fetchPreviews(m_found.images);
}

void CollectSession::discardFound()
{
    if (m_lookJob && m_searching)
        m_lookJob->requestStop();
    m_found = {};
    m_queue.fetchPreviews({});
    Q_EMIT foundChanged();
}

void CollectSession::fetchFound(const QStringList &ticked, const QStringList &unwanted)
{
    if (m_found.images.empty())
        return;
    const auto classId = classFor(m_found.className);
    if (!classId)
        return;
    Queued search{std::move(m_found.wanted), ticked, unwanted};
    search.wanted.classId = *classId;
    discardFound();
    enqueue(std::move(search));
}

void CollectSession::search(const WantedSearch &wanted, const QString &className)
{
    if (refuses(wanted))
        return;
    const auto classId = classFor(className);
    if (!classId)
        return;
    Queued search{wanted};
    search.wanted.classId = *classId;
    afterContact(wanted.provider, [this, search] { enqueue(search); });
}

void CollectSession::enqueue(Queued search)
{
    m_wanted << std::move(search);
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
    const Queued search = m_wanted.takeFirst();
    m_jobs.run<Result<SearchReport>>(
        tr("Searching for “%1”").arg(search.wanted.search.text), this,
        [project = m_project, search](const ProgressCallback &progress,
                                      const CancelToken &cancel) -> Result<SearchReport> {
            const auto database = project->connect();
            if (!database)
                return database.error();
            DownloadRepository downloads(**database);
            const qint64 classId = search.wanted.classId;
            if (const auto done = downloads.setUnwanted(classId, search.ticked, false); !done)
                return done.error();
            if (const auto done = downloads.setUnwanted(classId, search.unwanted, true); !done)
                return done.error();
            return queueSearch(**database, search.wanted, progress, cancel);
        },
        [this, wanted = search.wanted](const Result<SearchReport> &report) {
            takeSearch(wanted, report);
            start(); // also what was found before it failed
            nextSearch();
        });
}

void CollectSession::takeSearch(const WantedSearch &wanted, const Result<SearchReport> &report)
{
    if (!report && report.error().code == ErrorCode::Cancelled) {
        m_wanted.clear();
        return;
    }
    if (!report) {
        Q_EMIT failed(report.error(), false);
        return;
    }
    m_quota = report->quota ? report->quota : m_quota;
    QString what = report->queued > 0 ? tr("“%1”: %2 new image(s) queued.", nullptr, int(report->queued))
                                            .arg(wanted.search.text, formatCount(report->queued))
        : report->inQueue >= wanted.count
        ? tr("“%1”: %2 image(s) are already queued; increase the number of images to find more.", nullptr,
             int(report->inQueue))
              .arg(wanted.search.text, formatCount(report->inQueue))
        : tr("“%1”: no new images found.").arg(wanted.search.text);
    if (const QString end = endOf(*report, wanted.search.text);
        !end.isEmpty() && (report->inQueue > 0 || !report->exhausted))
        what += u' ' + end;
    Q_EMIT searched(what);
}

void CollectSession::readList(std::function<Result<AnyList>()> read, const QString &className)
{
    m_jobs.run<Result<AnyList>>(
        tr("Reading the list"), this,
        [read = std::move(read)](const ProgressCallback &, const CancelToken &) { return read(); },
        [this, className](Result<AnyList> list) {
            if (!list)
                Q_EMIT failed(list.error(), false);
            else if (!list->searches.searches.empty())
                addSearches(list->searches, className);
            else
                addList(std::move(list->addresses), className);
        });
}

void CollectSession::addListFile(const QString &file, const QString &className)
{
    const auto read = [file]() -> Result<AnyList> {
        const auto text = readOutside(file, largestSearchList);
        if (text && isSearchList(*text)) {
            auto searches = parseSearchList(*text);
            return searches ? Result<AnyList>(AnyList{{}, *std::move(searches)}) : searches.error();
        }
        auto addresses = readUrlList(file);
        return addresses ? Result<AnyList>(AnyList{*std::move(addresses), {}}) : addresses.error();
    };
    readList(read, className);
}

void CollectSession::addAddresses(const QString &text, const QString &className)
{
    const auto read = [text, name = tr("typed")]() -> Result<AnyList> {
        auto addresses = parseUrlList(text.toUtf8(), name, ListOrigin::Typed);
        return addresses ? Result<AnyList>(AnyList{*std::move(addresses), {}}) : addresses.error();
    };
    readList(read, className);
}

void CollectSession::addSearches(const SearchList &list, const QString &className)
{
    QString what
        = tr("Running %1 search(es) from the list one after the other.", nullptr, int(list.searches.size()))
              .arg(list.searches.size());
    if (!list.problems.isEmpty())
        what += u' ' + tr("Skipped %1: %2").arg(formatCount(list.problems.size()), list.problems.first());
    Q_EMIT searched(what);
    for (const ListedSearch &listed : list.searches)
        search(listed.wanted, listed.label.isEmpty() ? className : listed.label);
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
                QString what
                    = tr("%1 new address(es) queued.", nullptr, int(*added)).arg(formatCount(*added));
                if (!list.problems.isEmpty())
                    what += u' '
                        + tr("Skipped %1: %2").arg(formatCount(list.problems.size()), list.problems.first());
                Q_EMIT searched(what);
                start();
            });
    });
}

void CollectSession::start()
{
    if (!m_job) {
        m_job = m_jobs.add(tr("Downloading images"));
        connect(m_job, &Job::stopRequested, &m_queue, &DownloadQueue::stop);
    }
    m_queue.start();
}

void CollectSession::retryFailed()
{
    m_queue.retryFailed();
    start();
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
    Q_EMIT imagesArrived();
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

void CollectSession::resolveRefused(const QString &title, const std::vector<QuarantineRecord> &files,
                                    Resolve one)
{
    m_jobs.run<Resolved>(
        title, this,
        [project = m_project, files, one = std::move(one)](const ProgressCallback &progress,
                                                           const CancelToken &cancel) {
            Resolved resolved;
            const auto database = project->connect();
            if (!database) {
                resolved.error = database.error();
                return resolved;
            }
            for (const QuarantineRecord &file : files) {
                if (cancel.cancelled())
                    break;
                const auto done = one(**database, file);
                resolved.done += done ? 1 : 0;
                if (!done)
                    resolved.error = done.error();
                progress({resolved.done, qint64(files.size())});
            }
            return resolved;
        },
        [this](const Resolved &resolved) {
            if (resolved.error)
                Q_EMIT failed(*resolved.error, false);
            Q_EMIT imagesArrived();
            refreshQuarantine();
        });
}

void CollectSession::restore(const std::vector<QuarantineRecord> &files)
{
    resolveRefused(tr("Importing refused files"), files,
                   [](Database &database, const QuarantineRecord &file) {
                       const auto restored = restoreFromQuarantine(database, file);
                       return restored ? Result<void>() : restored.error();
                   });
}

void CollectSession::forget(const std::vector<QuarantineRecord> &files)
{
    resolveRefused(tr("Removing refused files"), files, forgetQuarantined);
}

} // namespace cairn
