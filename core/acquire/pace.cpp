#include "core/acquire/pace.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

HostLimits politeLimits(const QString &host)
{
    if (host == u"api.openverse.org")
        return {2, 420};
    return {};
}

qint64 HostPace::nextStart(const QString &host) const
{
    const Host state = m_hosts.value(host);
    return state.active >= politeLimits(host).atOnce ? -1 : state.next;
}

void HostPace::started(const QString &host, qint64 now)
{
    Host &state = m_hosts[host];
    ++state.active;
    state.next = std::max(state.next, now + qint64(m_scale * double(politeLimits(host).interval)));
}

void HostPace::finished(const QString &host)
{
    Host &state = m_hosts[host];
    state.active = std::max(0, state.active - 1);
}

void HostPace::pauseUntil(const QString &host, qint64 time)
{
    Host &state = m_hosts[host];
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
