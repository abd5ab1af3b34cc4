#include "core/acquire/search.h"

#include "core/acquire/address.h"
#include "core/acquire/useragent.h"
#include "core/project/downloadrepository.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QLocale>
#include <QRandomGenerator>
#include <QThread>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 largestAnswer = 16'000'000; // bytes; 50 files with their metadata have about 100,000
constexpr int mostPages = 400;
constexpr int mostBarrenPages = 20; // pages in a row of which nothing is taken
constexpr qint64 pollMs = 20;

Error cancelledError()
{
    return {ErrorCode::Cancelled,
            u"The search was cancelled; what it found until then stays in the queue."_s};
}

bool waitFor(qint64 milliseconds, const CancelToken &cancel)
{
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < milliseconds) {
        if (cancel.cancelled())
            return false;
        QThread::msleep(quint64(std::min(pollMs, milliseconds)));
    }
    return !cancel.cancelled();
}

SearchAnswer ask(const PictureProvider &provider, const PictureSearch &search, const QString &cursor,
                 const CancelToken &cancel, const SearchPace &pace)
{
    TransferRequest request;
    request.url = provider.request(search, cursor);
    request.maximumBytes = largestAnswer;
    request.timeout = pace.timeout;
    request.contact = contact();
    request.trusted = {authorityOf(provider.base())};
    const TransferResult answer = runTransfer(request, cancel);
    if (answer.error && answer.error->code == ErrorCode::Cancelled) {
        SearchAnswer cancelled;
        cancelled.error = cancelledError();
        return cancelled;
    }
    return provider.read(search, answer);
}

QString clockTime(qint64 milliseconds)
{
    const QDateTime when = QDateTime::currentDateTime().addMSecs(milliseconds);
    return QLocale().toString(when, QLocale::ShortFormat);
}

} // namespace

SearchPace SearchPace::fromEnvironment()
{
    SearchPace pace;
    bool isNumber = false;
    const double scale = qEnvironmentVariable("CAIRN_PACE").toDouble(&isNumber);
    if (isNumber && scale >= 0 && scale <= 1)
        pace.scale = scale;
    return pace;
}

Result<SearchPage> searchPage(const PictureProvider &provider, const PictureSearch &search,
                              const QString &cursor, const CancelToken &cancel, const SearchPace &pace)
{
    if (const QString refusal = provider.refusal(search); !refusal.isEmpty())
        return Error{ErrorCode::InvalidInput, refusal};
    for (int failed = 1;; ++failed) {
        SearchAnswer answer = ask(provider, search, cursor, cancel, pace);
        if (!answer.error)
            return std::move(answer.page);
        const qint64 asked = answer.retryAfter ? answer.retryAfter->count() : -1;
        if (asked > pace.longestWait)
            return Error{ErrorCode::Offline,
                         u"%1 asks to be left alone until %2; search again then."_s.arg(provider.name(),
                                                                                        clockTime(asked)),
                         answer.error->message};
        if (!answer.transient || failed >= pace.retry.attempts)
            return *answer.error;
        const qint64 backoff
            = retryDelay(pace.retry, failed, -1, QRandomGenerator::global()->generateDouble());
        if (!waitFor(qint64(pace.scale * double(std::max(backoff, asked))), cancel))
            return cancelledError();
    }
}

namespace {

class Search
{
public:
    Search(Database &database, const PictureProvider &provider, PictureSearch search, qint64 classId)
        : m_downloads(database)
        , m_provider(provider)
        , m_search(std::move(search))
        , m_classId(classId)
    {
    }

    Result<SearchReport> run(qint64 count, const ProgressCallback &progress, const CancelToken &cancel,
                             const SearchPace &pace)
    {
        QString cursor;
        int barren = 0;
        for (int pages = 0; pages < mostPages && barren < mostBarrenPages; ++pages) {
            if (const auto counted = countQueue(); !counted || m_report.inQueue >= count)
                return counted ? Result<SearchReport>(m_report) : counted.error();
            if (progress)
                progress({m_report.inQueue, count, u"Searching %1"_s.arg(m_provider.name())});
            if (pages > 0 && !waitFor(qint64(pace.scale * double(m_provider.interval().count())), cancel))
                return cancelledError();
            const auto page = searchPage(m_provider, m_search, cursor, cancel, pace);
            if (!page)
                return page.error();
            const auto queued = queuePage(*page, count - m_report.inQueue);
            if (!queued)
                return queued.error();
            barren = *queued == 0 ? barren + 1 : 0;
            if (page->next.isEmpty() || page->next == cursor)
                break;
            cursor = page->next;
        }
        const auto counted = countQueue();
        m_report.exhausted = m_report.inQueue < count;
        return counted ? Result<SearchReport>(m_report) : counted.error();
    }

private:
    Result<void> countQueue()
    {
        const auto counted = m_downloads.count(m_provider.id(), m_search.text, m_classId);
        if (!counted)
            return counted.error();
        m_report.inQueue = *counted;
        return {};
    }

    Result<qint64> queuePage(const SearchPage &page, qint64 most)
    {
        m_report.leftOut += page.leftOut;
        if (page.quota)
            m_report.quota = page.quota;
        qint64 queued = 0;
        for (Provenance picture : page.pictures) {
            if (queued >= most)
                break;
            picture.provider = m_provider.id();
            picture.query = m_search.text;
            const auto added = m_downloads.add({DownloadRecord{0, m_classId, picture}});
            if (!added)
                return added.error();
            queued += *added;
        }
        m_report.queued += queued;
        return queued;
    }

    DownloadRepository m_downloads;
    const PictureProvider &m_provider;
    const PictureSearch m_search;
    const qint64 m_classId;
    SearchReport m_report;
};

} // namespace

Result<SearchReport> queueSearch(Database &database, const QString &provider, const PictureSearch &search,
                                 qint64 classId, qint64 count, const ProgressCallback &progress,
                                 const CancelToken &cancel, const SearchPace &pace)
{
    const PictureProvider *known = pictureProvider(provider);
    if (!known)
        return Error{ErrorCode::InvalidInput, u"There is no provider “%1”."_s.arg(provider)};
    PictureSearch clean = search;
    clean.text = search.text.trimmed();
    if (const QString refusal = known->refusal(clean); !refusal.isEmpty())
        return Error{ErrorCode::InvalidInput, refusal};
    return Search(database, *known, clean, classId).run(count, progress, cancel, pace);
}

} // namespace cairn
