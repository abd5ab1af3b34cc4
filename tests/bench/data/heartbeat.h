// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>

namespace cairn::bench {

/// The pulse of an event loop: a timer that wants to come every 5 ms. The longest time between two beats is
/// how long the window did not answer.
class Heartbeat
{
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { beat(); });
        start();
    }
    void start()
    {
        m_longest = 0;
        m_since.start();
        m_timer.start(5);
    }
    /// Milliseconds, since start().
    double longest()
    {
        beat();
        return m_longest;
    }

private:
    void beat()
    {
        m_longest = std::max(m_longest, double(m_since.nsecsElapsed()) / 1e6);
        m_since.start();
    }

    QTimer m_timer;
    QElapsedTimer m_since;
    double m_longest = 0;
};

} // namespace cairn::bench
