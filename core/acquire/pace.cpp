// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/pace.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 burst = 1000; // ms that may come ahead of the rate

bool isOf(const QString &host, const QString &domain)
{
    return host == domain || host.endsWith(u'.' + domain);
}

} // namespace

QString serviceOf(const QString &host)
{
    const QString name = host.toLower();
    if (isOf(name, u"wikimedia.org"_s))
        return u"wikimedia.org"_s;
    if (isOf(name, u"inaturalist.org"_s) || name == u"inaturalist-open-data.s3.amazonaws.com")
        return u"inaturalist.org"_s;
    return name;
}

ServiceLimits politeLimits(const QString &service)
{
    if (service == u"wikimedia.org")
        return {2, 100, 25'000'000 / 8};
    if (service == u"inaturalist.org")
        return {2, 100, 5'000'000'000 / 3600};
    if (service == u"api.openverse.org")
        return {2, 420, 0};
    return {};
}

qint64 ServicePace::nextStart(const QString &service) const
{
    const Service state = m_services.value(service);
    return state.active >= politeLimits(service).atOnce ? -1 : std::max(state.next, state.paid - burst);
}

void ServicePace::started(const QString &service, qint64 now)
{
    Service &state = m_services[service];
    ++state.active;
    state.next = std::max(state.next, now + qint64(m_scale * double(politeLimits(service).interval)));
}

void ServicePace::finished(const QString &service, qint64 bytes, qint64 now)
{
    Service &state = m_services[service];
    state.active = std::max(0, state.active - 1);
    const qint64 rate = politeLimits(service).bytesPerSecond;
    if (rate > 0)
        state.paid = std::max(state.paid, now) + qint64(m_scale * double(bytes) * 1000 / double(rate));
}

void ServicePace::pauseUntil(const QString &service, qint64 time)
{
    Service &state = m_services[service];
    state.next = std::max(state.next, time);
}

qint64 retryDelay(const RetryRule &rule, int failed, qint64 asked, double random)
{
    const int doublings = std::clamp(failed - 1, 0, 30);
    const qint64 backoff = std::min(rule.longest, rule.first << std::min(doublings, 20));
    const auto jittered = qint64(double(backoff) * (0.5 + 0.5 * std::clamp(random, 0.0, 1.0)));
    return std::max(jittered, asked);
}

} // namespace cairn
