#pragma once

#include <QHash>
#include <QString>

namespace cairn {

/// How hard one host may be asked.
struct HostLimits
{
    int atOnce = 2; ///< transfers
    qint64 interval = 100; ///< ms between the starts of two
};

/// What is polite, and for Wikimedia and Openverse what they ask for: upload.wikimedia.org at most two at
/// once (Robot policy), api.openverse.org at most 150 thumbnails a minute.
HostLimits politeLimits(const QString &host);

/// Keeps every host's limits. Knows no clock: times are milliseconds of one that never goes back.
class HostPace
{
public:
    /// `scale` stretches the intervals; 0 leaves only the number at once (for tests against this computer).
    explicit HostPace(double scale = 1)
        : m_scale(scale)
    {
    }
    /// The earliest time at which another transfer may start; −1 while as many as allowed are on.
    qint64 nextStart(const QString &host) const;
    void started(const QString &host, qint64 now);
    void finished(const QString &host);
    /// The host asked for silence (429, 503 with Retry-After).
    void pauseUntil(const QString &host, qint64 time);

private:
    struct Host
    {
        int active = 0;
        qint64 next = 0;
    };
    double m_scale;
    QHash<QString, Host> m_hosts;
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
