// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <deque>

namespace cairn {

/// Images per second over about the last second.
class Throughput
{
public:
    using Clock = std::chrono::steady_clock;

    void restart(Clock::time_point now = Clock::now());
    /// `images` more are done; returns the rate.
    double add(int images, Clock::time_point now = Clock::now());

private:
    struct Mark
    {
        Clock::time_point time;
        int images = 0; // done since the mark before
    };
    std::deque<Mark> m_marks;
};

} // namespace cairn
