// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/providers/search.h"
#include "core/base/text.h"

#include "core/acquire/address.h"
#include "core/acquire/providers/requestgate.h"
#include "core/acquire/useragent.h"
#include "core/base/format.h"
#include "core/base/outside.h"
#include "core/project/repositories/downloadrepository.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSet>
#include <QThread>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 largestAnswer = 16'000'000; // bytes; 50 files with their metadata have about 100,000
constexpr int mostPages = 2000;
constexpr int mostBarrenPages = 20; // pages in a row that offer nothing
constexpr qint64 pollMs = 20;

Error cancelledError()
{
    return {ErrorCode::Cancelled,
            Text::tr("The search was canceled; images found so far stay in the queue.")};
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

/// Without a contact services refuse earlier, and nobody would guess it.
Error withContactHint(const ImageProvider &provider, Error error, int status)
{
    if ((status == 403 || status == 429) && provider.wantsContact() && contact().isEmpty())
        error.message += u' ' + contactHint(provider.name());
    return error;
}

SearchAnswer ask(const ImageProvider &provider, const ImageSearch &search, const QString &cursor,
                 const CancelToken &cancel, const SearchPace &pace)
{
    SearchAnswer out;
    auto turn = RequestTurn::wait(provider, pace.scale, pace.longestWait, cancel);
    if (!turn) {
        out.error = turn.error().code == ErrorCode::Cancelled ? cancelledError() : turn.error();
        return out;
    }
    TransferRequest request;
    request.url = provider.request(search, cursor);
    request.maximumBytes = largestAnswer;
    request.timeout = pace.timeout;
    request.contact = contact();
    request.trusted = {authorityOf(provider.base())};
    request.compressed = true;
    TransferResult answer = runTransfer(request, cancel);
    if (answer.error && answer.error->code == ErrorCode::Cancelled) {
        out.error = cancelledError();
        return out;
    }
    if (!isModestJson(answer.body)) // a compressed answer can hold millions of empty lists
        answer.body.clear();
    out = provider.read(search, cursor, answer);
    if (out.error && out.transient && out.retryAfter)
        turn->leaveAlone(*out.retryAfter);
    if (out.error)
        out.error = withContactHint(provider, *std::move(out.error), answer.status);
    return out;
}

/// A page that only prepares others is none of those that offer nothing.
int nextBarren(int barren, const SearchPage &page)
{
    if (page.prepares)
        return barren;
    return page.images.empty() ? barren + 1 : 0;
}

QString clockTime(qint64 milliseconds)
{
    const QDateTime now = QDateTime::currentDateTime();
    return timeOfDay(now.addMSecs(milliseconds), now);
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

Result<SearchPage> searchPage(const ImageProvider &provider, const ImageSearch &search, const QString &cursor,
                              const CancelToken &cancel, const SearchPace &pace)
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
                         Text::tr("%1 accepts no requests until %2; search again then. %3")
                             .arg(provider.name(), clockTime(asked), answer.error->message)};
        if (!answer.transient || failed >= pace.retry.attempts)
            return *answer.error;
        const qint64 backoff
            = retryDelay(pace.retry, failed, -1, QRandomGenerator::global()->generateDouble());
        if (!waitFor(qint64(pace.scale * double(std::max(backoff, asked))), cancel))
            return cancelledError();
    }
}

Result<std::vector<SearchPage>> firstPages(const ImageProvider &provider, const ImageSearch &search,
                                           const std::function<bool(const SearchPage &)> &enough,
                                           const CancelToken &cancel, const SearchPace &pace)
{
    std::vector<SearchPage> pages;
    QSet<QString> asked;
    QString cursor;
    for (int barren = 0; pages.size() < std::size_t(mostPages) && barren < mostBarrenPages;) {
        auto page = searchPage(provider, search, cursor, cancel, pace);
        if (!page)
            return page.error();
        asked << cursor;
        barren = nextBarren(barren, *page);
        const bool last = enough(*page) || page->next.isEmpty() || asked.contains(page->next);
        cursor = page->next;
        pages.push_back(*std::move(page));
        if (last)
            break;
    }
    return pages;
}

namespace {

class Search
{
public:
    Search(Database &database, const ImageProvider &provider, WantedSearch wanted)
        : m_downloads(database)
        , m_provider(provider)
        , m_wanted(std::move(wanted))
    {
    }

    Result<SearchReport> run(const ProgressCallback &progress, const CancelToken &cancel,
                             const SearchPace &pace)
    {
        auto unwanted = m_downloads.unwanted(m_wanted.classId);
        if (!unwanted)
            return unwanted.error();
        m_unwanted = *std::move(unwanted);
        QSet<QString> asked;
        QString cursor;
        int barren = 0;
        for (std::size_t pages = 0; pages < std::size_t(mostPages) && barren < mostBarrenPages; ++pages) {
            if (const auto counted = countQueue(); !counted || m_report.inQueue >= m_wanted.count)
                return counted ? Result<SearchReport>(m_report) : counted.error();
            if (progress)
                progress({m_report.inQueue, m_wanted.count, Text::tr("Searching %1").arg(m_provider.name())});
            const auto page = pages < m_wanted.known.size()
                ? Result<SearchPage>(m_wanted.known[pages])
                : searchPage(m_provider, m_wanted.search, cursor, cancel, pace);
            if (!page)
                return page.error();
            if (const auto queued = queuePage(*page, m_wanted.count - m_report.inQueue); !queued)
                return queued.error();
            barren = nextBarren(barren, *page);
            if (page->next.isEmpty())
                return finish(page->limit);
            asked << cursor;
            if (asked.contains(page->next))
                return finish(Text::tr("The search was stopped: %1 keeps returning the same pages.")
                                  .arg(m_provider.name()));
            cursor = page->next;
        }
        return finish(Text::tr("The search was stopped: %1 has returned no usable images for a long time.")
                          .arg(m_provider.name()));
    }

private:
    /// There is no next page, or none is asked for.
    Result<SearchReport> finish(const QString &limit)
    {
        if (const auto counted = countQueue(); !counted)
            return counted.error();
        const bool all = m_report.inQueue >= m_wanted.count;
        m_report.exhausted = !all && limit.isEmpty();
        m_report.limit = all ? QString() : limit;
        return m_report;
    }

    Result<void> countQueue()
    {
        return m_downloads.count(m_provider.id(), m_wanted.search.text, m_wanted.classId)
            .transform([this](qint64 count) { m_report.inQueue = count; });
    }

    Result<void> queuePage(const SearchPage &page, qint64 most)
    {
        m_report.leftOut += page.leftOut;
        if (page.quota)
            m_report.quota = page.quota;
        qint64 queued = 0;
        for (const FoundImage &found : page.images) {
            if (queued >= most)
                break;
            if (m_unwanted.contains(found.from.sourceUrl)) {
                ++m_report.leftOut;
                continue;
            }
            DownloadRecord row{0, m_wanted.classId, found.from};
            row.from.provider = m_provider.id();
            row.from.query = m_wanted.search.text;
            row.secondUrl = found.secondUrl;
            const auto added = m_downloads.add({row});
            if (!added)
                return added.error();
            queued += *added;
        }
        m_report.queued += queued;
        return {};
    }

    DownloadRepository m_downloads;
    const ImageProvider &m_provider;
    const WantedSearch m_wanted;
    QSet<QString> m_unwanted;
    SearchReport m_report;
};

} // namespace

Result<SearchReport> queueSearch(Database &database, const WantedSearch &wanted,
                                 const ProgressCallback &progress, const CancelToken &cancel,
                                 const SearchPace &pace)
{
    const ImageProvider *known = imageProvider(wanted.provider);
    if (!known)
        return Error{ErrorCode::InvalidInput, Text::tr("There is no provider “%1”.").arg(wanted.provider)};
    WantedSearch clean = wanted;
    clean.search.text = wanted.search.text.trimmed();
    if (const QString refusal = known->refusal(clean.search); !refusal.isEmpty())
        return Error{ErrorCode::InvalidInput, refusal};
    auto report = Search(database, *known, clean).run(progress, cancel, pace);
    if (!report && report.error().code == ErrorCode::NotFound && !wanted.instead.isEmpty()) {
        clean.search.text = wanted.instead;
        clean.known.clear();
        report = Search(database, *known, clean).run(progress, cancel, pace);
    }
    if (report && !report->quota)
        report->quota = requestsLeft(*known);
    return report;
}

QString endOf(const SearchReport &report, const QString &text)
{
    if (!report.limit.isEmpty())
        return report.limit;
    if (!report.exhausted)
        return {};
    return report.inQueue == 0
        ? Text::tr("The provider has no images for “%1”.").arg(text)
        : Text::tr("The provider has no more than %1 image(s) for “%2”.", nullptr, int(report.inQueue))
              .arg(formatCount(report.inQueue), text);
}

} // namespace cairn
