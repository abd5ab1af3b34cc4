#pragma once

#include "core/acquire/downloadqueue.h"
#include "core/acquire/search.h"
#include "core/acquire/urllist.h"
#include "core/project/library.h"
#include "core/project/quarantinerepository.h"
#include "ui/session/backgroundjobs.h"

namespace cairn {

/// Pictures from the web for the open project: searches, the download queue, the quarantine. GUI thread; the
/// work is elsewhere.
class CollectSession : public QObject
{
    Q_OBJECT
public:
    CollectSession(std::shared_ptr<const Project> project, Library &library, BackgroundJobs &jobs,
                   QObject *parent = nullptr);
    ~CollectSession() override;

    /// Searches one after the other, and fetches what they found. `className` is made if it is missing;
    /// empty: unlabelled.
    void search(const QString &provider, const PictureSearch &search, const QString &className, qint64 count);
    void addListFile(const QString &file, const QString &className);
    void addAddresses(const QString &text, const QString &className); ///< typed or pasted, one a line

    void start(); ///< goes on with what waits
    void stop();
    void retryFailed();
    void cancelWaiting();
    void removeSettled();

    DownloadQueue &queue() { return m_queue; }
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
    void failed(const cairn::Error &error, bool canRetry); ///< canRetry: start() may help
    void picturesArrived(); ///< there are new ones on disk; at most every few seconds, and at the end
    void quarantineChanged();

private:
    struct Wanted
    {
        QString provider;
        PictureSearch search;
        qint64 classId;
        qint64 count;
    };
    struct Settled
    {
        int done = 0;
        std::optional<Error> error;
    };
    using Settle = std::function<Result<void>(Database &, const QuarantineRecord &)>;

    std::optional<qint64> classFor(const QString &name);
    void nextSearch();
    void takeSearch(const Wanted &wanted, const Result<SearchReport> &report);
    void readList(std::function<Result<UrlList>()> read, const QString &className);
    void addList(UrlList list, const QString &className);
    void takeStatus(const DownloadStatus &status);
    void endJob();
    void settle(const QString &title, const std::vector<QuarantineRecord> &files, Settle one);
    void afterWrites(std::function<void()> next);

    std::shared_ptr<const Project> m_project;
    Library &m_library;
    BackgroundJobs &m_jobs;
    DownloadQueue m_queue;
    DownloadStatus m_status;
    QList<Wanted> m_wanted;
    std::optional<Quota> m_quota;
    std::vector<QuarantineRecord> m_quarantine;
    QPointer<Job> m_job;
    QTimer m_arrivals;
    qint64 m_arrived = 0; ///< done ones that picturesArrived() has told of
    bool m_searching = false;
};

} // namespace cairn
