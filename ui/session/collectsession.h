// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/downloadqueue.h"
#include "core/acquire/providers/search.h"
#include "core/acquire/providers/searchlist.h"
#include "core/acquire/urllist.h"
#include "core/project/library.h"
#include "core/project/repositories/quarantinerepository.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/firstlook.h"

namespace cairn {

/// The first images of a search, before anything of it is queued.
struct FoundImages
{
    WantedSearch wanted; ///< `known` are the pages that were asked for
    QString className;
    std::vector<FoundImage> images; ///< those that are new; none while they are searched for
    QSet<QString> unwanted; ///< addresses that the class did not want before
    bool more = false; ///< there are more than these
    qint64 inQueue = 0; ///< of this search, from earlier times
};

/// Images from the web for the open project: searches, the download queue, the quarantine. GUI thread; the
/// work is elsewhere.
class CollectSession : public QObject
{
    Q_OBJECT
public:
    CollectSession(std::shared_ptr<const Project> project, Library &library, BackgroundJobs &jobs,
                   QObject *parent = nullptr);
    ~CollectSession() override;

    /// Searches for the first images, and shows them (foundChanged, and the queue's previewFetched) before
    /// anything is queued.
    void look(const WantedSearch &wanted, const QString &className);
    const FoundImages &found() const { return m_found; } ///< nothing wanted: there is nothing to look at
    bool looking() const { return !m_found.wanted.provider.isEmpty(); }
    /// Queues the ticked ones and what follows them; addresses that are `unwanted` are left out for good.
    void fetchFound(const QStringList &ticked, const QStringList &unwanted);
    void discardFound();

    /// Searches one after the other, and fetches what they found. `className` is made if it is missing;
    /// empty: unlabeled.
    void search(const WantedSearch &wanted, const QString &className);
    void contactIsSettled(); ///< what waited for contactWanted() goes on
    void addListFile(const QString &file, const QString &className);
    void addAddresses(const QString &text, const QString &className); ///< typed or pasted, one a line

    void start(); ///< goes on with what waits
    void retryFailed();

    DownloadQueue &queue() { return m_queue; } ///< also stops, cancels and clears
    const DownloadStatus &status() const { return m_status; }
    bool searching() const { return m_searching; }
    const std::optional<Quota> &quota() const { return m_quota; } ///< what the last search said

    void refreshQuarantine();
    const std::vector<QuarantineRecord> &quarantine() const { return m_quarantine; }
    void restore(const std::vector<QuarantineRecord> &files);
    void forget(const std::vector<QuarantineRecord> &files);

Q_SIGNALS:
    void statusChanged();
    void searchingChanged();
    void searched(const QString &what); ///< a sentence on what a search or list brought
    void foundChanged(); ///< what is looked at, or that nothing is
    void contactWanted(); ///< a search waits until the person was asked for a contact
    void failed(const cairn::Error &error, bool canRetry); ///< canRetry: start() may help
    void imagesArrived(); ///< there are new ones on disk; at most every few seconds, and at the end
    void quarantineChanged();

private:
    struct Queued
    {
        WantedSearch wanted;
        QStringList ticked = {};
        QStringList unwanted = {};
    };
    struct AnyList
    {
        UrlList addresses;
        SearchList searches;
    };
    struct Resolved
    {
        int done = 0;
        std::optional<Error> error;
    };
    using Resolve = std::function<Result<void>(Database &, const QuarantineRecord &)>;

    std::optional<qint64> classFor(const QString &name);
    bool refuses(const WantedSearch &wanted);
    void afterContact(const QString &provider, std::function<void()> next);
    void startLooking(const WantedSearch &wanted, const QString &className);
    void takeLooked(Result<FirstLook> looked);
    void enqueue(Queued search);
    void nextSearch();
    void takeSearch(const WantedSearch &wanted, const Result<SearchReport> &report);
    void readList(std::function<Result<AnyList>()> read, const QString &className);
    void addSearches(const SearchList &list, const QString &className);
    void addList(UrlList list, const QString &className);
    void takeStatus(const DownloadStatus &status);
    void endJob();
    void resolveRefused(const QString &title, const std::vector<QuarantineRecord> &files, Resolve one);
    void afterWrites(std::function<void()> next);

    std::shared_ptr<const Project> m_project;
    Library &m_library;
    BackgroundJobs &m_jobs;
    DownloadQueue m_queue;
    DownloadStatus m_status;
    QList<Queued> m_wanted;
    QList<std::function<void()>> m_held; // until the person was asked for a contact
    FoundImages m_found;
    std::optional<Quota> m_quota;
    std::vector<QuarantineRecord> m_quarantine;
    QPointer<Job> m_job;
    QPointer<Job> m_lookJob;
    QTimer m_arrivals;
    qint64 m_arrived = 0; ///< done ones that imagesArrived() has told of
    bool m_searching = false;
};

} // namespace cairn
