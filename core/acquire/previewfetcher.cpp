// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/previewfetcher.h"
#include "core/base/text.h"

#include "core/acquire/previewcache.h"
#include "core/acquire/useragent.h"

#include <QNetworkAccessManager>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int mostAttempts = 3;

} // namespace

QString PreviewFetcher::Wanted::service() const
{
    return serviceOf(QUrl(address()).host());
}

PreviewFetcher::PreviewFetcher(QNetworkAccessManager &network, ServicePace &pace,
                               const DownloadOptions &options, std::function<qint64()> now)
    : m_network(network)
    , m_pace(pace)
    , m_options(options)
    , m_now(std::move(now))
{
    m_wake.setSingleShot(true);
    connect(&m_wake, &QTimer::timeout, this, &PreviewFetcher::schedule);
    prunePreviews();
}

void PreviewFetcher::fetch(const std::vector<FoundImage> &images)
{
    drop();
    for (const FoundImage &image : images) {
        const Wanted wanted{image};
        if (!give(wanted))
            m_line.push_back(wanted);
    }
    schedule();
}

void PreviewFetcher::drop()
{
    m_line.clear();
    for (auto &[id, one] : m_active)
        m_pace.finished(one.wanted.service(), one.transfer->done(), m_now());
    m_active.clear();
}

bool PreviewFetcher::give(const Wanted &wanted)
{
    for (const QString &address : {wanted.image.from.sourceUrl, wanted.image.secondUrl}) {
        if (address.isEmpty() || !hasPreview(address))
            continue;
        Q_EMIT fetched(wanted.image.from.sourceUrl, previewFile(address), {});
        return true;
    }
    return false;
}

void PreviewFetcher::schedule()
{
    const qint64 time = m_now();
    qint64 next = -1;
    std::deque<Wanted> left;
    for (Wanted &wanted : std::exchange(m_line, {})) {
        const qint64 may = m_pace.nextStart(wanted.service());
        if (may >= 0 && may <= time) {
            start(std::move(wanted));
            continue;
        }
        if (may > time)
            next = next < 0 ? may : std::min(next, may);
        left.push_back(std::move(wanted));
    }
    m_line.insert(m_line.begin(), left.begin(), left.end());
    if (next >= 0)
        m_wake.start(std::chrono::milliseconds(std::max<qint64>(1, next - time)));
}

void PreviewFetcher::start(Wanted wanted)
{
    TransferRequest request;
    request.url = QUrl(wanted.address(), QUrl::StrictMode);
    request.maximumBytes = m_options.largestFile;
    request.timeout = m_options.timeout;
    request.longest = m_options.longest;
    request.contact = contact();
    request.trusted = trustedAuthorities(wanted.image.from.provider, request.url);
    const int id = ++m_lastId;
    m_pace.started(wanted.service(), m_now());
    auto transfer = std::make_unique<Transfer>(m_network, std::move(request));
    connect(transfer.get(), &Transfer::finished, this, [this, id] { complete(id); });
    Transfer *starting = transfer.get();
    m_active.emplace(id, Active{std::move(wanted), std::move(transfer)});
    starting->start();
}

void PreviewFetcher::complete(int id)
{
    const auto found = m_active.find(id);
    if (found == m_active.end())
        return;
    Active active = std::move(found->second);
    m_active.erase(found);
    Wanted &wanted = active.wanted;
    const TransferResult result = active.transfer->result();
    active.transfer.release()->deleteLater(); // we are in its signal
    m_pace.finished(wanted.service(), result.body.size(), m_now());
    if (result.status == 429) {
        const qint64 asked = result.retryAfter ? result.retryAfter->count() : restAfterRefusal;
        m_pace.pauseUntil(wanted.service(), m_now() + qint64(m_options.scale * double(asked)));
    }
    if (!result.error && storePreview(wanted.address(), result.body)) {
        give(wanted);
    } else if (result.transient && ++wanted.attempts < mostAttempts) {
        m_line.push_back(std::move(wanted));
    } else if (!wanted.onSecond && !wanted.image.secondUrl.isEmpty()) {
        wanted.onSecond = true;
        m_line.push_front(std::move(wanted));
    } else {
        const QString why = result.error ? result.error->message : Text::tr("it cannot be stored");
        Q_EMIT fetched(wanted.image.from.sourceUrl, {}, Text::tr("It cannot be shown: %1.").arg(why));
    }
    schedule();
    Q_EMIT transferEnded();
}

} // namespace cairn
