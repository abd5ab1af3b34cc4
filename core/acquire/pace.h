// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

namespace cairn {

/// How hard one service may be asked for files.
struct ServiceLimits
{
    int atOnce = 2; ///< transfers
    qint64 interval = 100; ///< ms between the starts of two
    qint64 bytesPerSecond = 0; ///< on average; 0: as fast as they come
};

/// The name under which a host's limits are kept: several hosts may be one service. All media of
/// *.wikimedia.org are "wikimedia.org", all of iNaturalist's "inaturalist.org", any other host itself.
QString serviceOf(const QString &host);

/// What is polite, and for some services what they ask for: Wikimedia's media two at once and 25 Mbit/s
/// (https://wikitech.wikimedia.org/wiki/Robot_policy), Openverse 150 thumbnails a minute, iNaturalist 5 GB an
/// hour (https://www.inaturalist.org/pages/api+recommended+practices).
ServiceLimits politeLimits(const QString &service);

/// How long a service is left alone that refuses with status 429 and names no time, in milliseconds.
constexpr qint64 restAfterRefusal = 5000;

/// Keeps every service's limits. Knows no clock: times are milliseconds of one that never goes back.
class ServicePace
{
public:
    /// `scale` stretches the waits; 0 leaves only the number at once (for tests against this computer).
    explicit ServicePace(double scale = 1)
        : m_scale(scale)
    {
    }
    /// The earliest time at which another transfer may start; −1 while as many as allowed are on.
    qint64 nextStart(const QString &service) const;
    void started(const QString &service, qint64 now);
    void finished(const QString &service, qint64 bytes, qint64 now); ///< bytes that came
    /// The service asked for silence (429, 503 with Retry-After).
    void pauseUntil(const QString &service, qint64 time);

private:
    struct Service
    {
        int active = 0;
        qint64 next = 0;
        qint64 paid = 0; ///< when what has come would have come at the rate allowed
    };
    double m_scale;
    QHash<QString, Service> m_services;
};

struct RetryRule
{
    int attempts = 5; ///< in all
    qint64 first = 2000; ///< ms before the second attempt; doubled for each further one
    qint64 longest = 120'000; ///< ms
};

/// How long to wait after the `failed`-th failure (1-based): exponential backoff with "equal jitter", between
/// half of it and all of it by `random` in 0–1, but at least what the server asked for (`asked` ms, −1:
/// nothing). https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
qint64 retryDelay(const RetryRule &rule, int failed, qint64 asked, double random);

} // namespace cairn
