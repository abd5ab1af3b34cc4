// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/runtime/throughput.h"

namespace cairn {

void Throughput::restart(Clock::time_point now)
{
    m_marks = {{now, 0}};
}

double Throughput::add(int images, Clock::time_point now)
{
    if (m_marks.empty())
        restart(now);
    m_marks.push_back({now, images});
    // The oldest mark is where the window begins: two marks stay, however long a step takes.
    while (m_marks.size() > 2 && now - m_marks[1].time >= std::chrono::seconds(1))
        m_marks.pop_front();
    int done = 0;
    for (std::size_t i = 1; i < m_marks.size(); ++i)
        done += m_marks[i].images;
    const double seconds = std::chrono::duration<double>(now - m_marks.front().time).count();
    return seconds > 0 ? done / seconds : 0;
}

} // namespace cairn
