// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/providers/provider.h"
#include "core/base/cancel.h"

#include <QDateTime>

#include <algorithm>

namespace cairn {

// One request to a provider at a time, and not more often than it allows, in all of the program's searches.
// How often a provider with a limit a day was asked is kept in the settings, so that a restart does not
// forget it. Any thread.

/// When a provider may be asked next. Knows no clock: times are milliseconds of one that never goes back.
/// `scale` stretches the waits.
class RequestPace
{
public:
    bool isFree(qint64 now) const { return !m_busy && m_next <= now; }
    void started(qint64 now, const RequestLimits &limits, double scale);
    void answered(qint64 now, const RequestLimits &limits, double scale);
    void leaveAloneUntil(qint64 time) { m_next = std::max(m_next, time); }

private:
    bool m_busy = false;
    qint64 m_start = 0;
    qint64 m_next = 0;
};

/// Holds a provider from its making to its end.
class RequestTurn
{
public:
    /// Waits for the turn (`scale` stretches the waits). Errors: Offline where the day's requests are used up
    /// or the provider has asked to be left alone for longer than `longestWait` ms, with the time of day;
    /// Cancelled.
    static Result<RequestTurn> wait(const ImageProvider &provider, double scale, qint64 longestWait,
                                    const CancelToken &cancel);
    ~RequestTurn();
    RequestTurn(RequestTurn &&other) noexcept;
    RequestTurn(const RequestTurn &) = delete;
    RequestTurn &operator=(const RequestTurn &) = delete;
    RequestTurn &operator=(RequestTurn &&) = delete;

    /// The provider does not want to be asked for so long.
    void leaveAlone(std::chrono::milliseconds time);

private:
    RequestTurn(const ImageProvider &provider, double scale);

    const ImageProvider *m_provider; ///< nullptr: moved away
    double m_scale;
};

/// How many requests of its day a provider still allows, by what was asked from here; nothing where it has no
/// such limit.
std::optional<Quota> requestsLeft(const ImageProvider &provider);

/// "14:03", "tomorrow at 14:03" or "Nov 30 at 14:03".
QString timeOfDay(const QDateTime &when, const QDateTime &now);

} // namespace cairn
