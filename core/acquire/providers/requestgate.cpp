// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/providers/requestgate.h"
#include "core/base/text.h"

#include "core/acquire/useragent.h"

#include <QElapsedTimer>
#include <QLocale>
#include <QSettings>
#include <QThread>

#include <map>
#include <mutex>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 pollMs = 20;
constexpr qint64 day = 24LL * 60 * 60 * 1000;
constexpr qint64 slow = 1000; // ms; an answer that took longer is followed by a rest

std::mutex pacesMutex;

/// By provider; in ms of monotonic().
std::map<QString, RequestPace> &paces()
{
    static std::map<QString, RequestPace> all;
    return all;
}

qint64 monotonic()
{
    static const QElapsedTimer clock = [] {
        QElapsedTimer started;
        started.start();
        return started;
    }();
    return clock.elapsed();
}

QString requestsKey(const ImageProvider &provider)
{
    return u"collect/requests/"_s + provider.id();
}

QString aloneKey(const ImageProvider &provider)
{
    return u"collect/leaveAlone/"_s + provider.id();
}

/// Times of the last day's requests, ms since 1970, oldest first.
QList<qint64> requestsOf(const ImageProvider &provider, qint64 now)
{
    QList<qint64> times;
    const QStringList stored = QSettings().value(requestsKey(provider)).toStringList();
    for (const QString &text : stored) {
        if (const qint64 time = text.toLongLong(); time > now - day && time <= now)
            times << time;
    }
    return times;
}

void countRequest(const ImageProvider &provider, qint64 now)
{
    QStringList stored;
    for (const qint64 time : requestsOf(provider, now))
        stored << QString::number(time);
    stored << QString::number(now);
    QSettings().setValue(requestsKey(provider), stored);
}

QString clockOf(qint64 time)
{
    return timeOfDay(QDateTime::fromMSecsSinceEpoch(time), QDateTime::currentDateTime());
}

/// What keeps the provider from being asked today; nothing where it may be.
std::optional<Error> refusalOfToday(const ImageProvider &provider, int perDay, qint64 longestWait)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const qint64 alone = QSettings().value(aloneKey(provider)).toLongLong();
    if (alone > now + longestWait && alone < now + 2 * day)
        return Error{ErrorCode::Offline,
                     Text::tr("%1 accepts no requests until %2; search again then.")
                         .arg(provider.name(), clockOf(alone))};
    const QList<qint64> times = perDay > 0 ? requestsOf(provider, now) : QList<qint64>();
    if (perDay > 0 && times.size() >= perDay)
        return Error{ErrorCode::Offline,
                     Text::tr("%1 allows %2 request(s) per day, and all are used; search again after %3.",
                              nullptr, perDay)
                         .arg(provider.name())
                         .arg(perDay)
                         .arg(clockOf(times[times.size() - perDay] + day))};
    return {};
}

} // namespace

void RequestPace::started(qint64 now, const RequestLimits &limits, double scale)
{
    m_busy = true;
    m_start = now;
    m_next = now + qint64(scale * double(limits.interval.count()));
}

void RequestPace::answered(qint64 now, const RequestLimits &limits, double scale)
{
    m_busy = false;
    if (now - m_start > slow)
        leaveAloneUntil(now + qint64(scale * double(limits.restWhenSlow.count())));
}

RequestTurn::RequestTurn(const ImageProvider &provider, double scale)
    : m_provider(&provider)
    , m_scale(scale)
{
}

RequestTurn::RequestTurn(RequestTurn &&other) noexcept
    : m_provider(std::exchange(other.m_provider, nullptr))
    , m_scale(other.m_scale)
{
}

Result<RequestTurn> RequestTurn::wait(const ImageProvider &provider, double scale, qint64 longestWait,
                                      const CancelToken &cancel)
{
    const RequestLimits limits = provider.limits(!contact().isEmpty());
    const bool counted = scale >= 1; // servers of one's own have no days
    // Before the wait, too: nobody wants to wait for a refusal.
    if (auto refusal = counted ? refusalOfToday(provider, limits.perDay, longestWait) : std::nullopt)
        return *std::move(refusal);
    for (;;) {
        if (cancel.cancelled())
            return Error{ErrorCode::Cancelled, Text::tr("It was canceled.")};
        {
            const std::lock_guard lock(pacesMutex);
            RequestPace &pace = paces()[provider.id()];
            const qint64 now = monotonic();
            if (pace.isFree(now)) {
                if (auto refusal
                    = counted ? refusalOfToday(provider, limits.perDay, longestWait) : std::nullopt)
                    return *std::move(refusal);
                if (counted && limits.perDay > 0)
                    countRequest(provider, QDateTime::currentMSecsSinceEpoch());
                pace.started(now, limits, scale);
                return RequestTurn(provider, scale);
            }
        }
        QThread::msleep(quint64(pollMs));
    }
}

RequestTurn::~RequestTurn()
{
    if (!m_provider)
        return;
    const std::lock_guard lock(pacesMutex);
    paces()[m_provider->id()].answered(monotonic(), m_provider->limits(!contact().isEmpty()), m_scale);
}

void RequestTurn::leaveAlone(std::chrono::milliseconds time)
{
    const std::lock_guard lock(pacesMutex);
    const auto wait = qint64(m_scale * double(time.count()));
    if (m_scale >= 1)
        QSettings().setValue(aloneKey(*m_provider), QDateTime::currentMSecsSinceEpoch() + wait);
    // What takes longer is told by the settings, and not waited for.
    paces()[m_provider->id()].leaveAloneUntil(monotonic() + std::min<qint64>(wait, 120'000));
}

std::optional<Quota> requestsLeft(const ImageProvider &provider)
{
    const int perDay = provider.limits(!contact().isEmpty()).perDay;
    if (perDay == 0)
        return {};
    const auto used = requestsOf(provider, QDateTime::currentMSecsSinceEpoch()).size();
    return Quota{std::max<qint64>(0, perDay - used), perDay};
}

QString timeOfDay(const QDateTime &when, const QDateTime &now)
{
    const QString time = QLocale().toString(when.time(), QLocale::ShortFormat);
    if (when.date() == now.date())
        return time;
    if (when.date() == now.date().addDays(1))
        return Text::tr("tomorrow at %1").arg(time);
    return Text::tr("%1 at %2").arg(QLocale().toString(when.date(), QLocale::ShortFormat), time);
}

} // namespace cairn
