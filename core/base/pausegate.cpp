// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/pausegate.h"

#include <chrono>

namespace cairn {

void PauseGate::setPaused(bool paused)
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->paused = paused;
    }
    m_state->changed.notify_all();
}

bool PauseGate::paused() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->paused;
}

void PauseGate::wait(const CancelToken &cancel) const
{
    std::unique_lock lock(m_state->mutex);
    while (m_state->paused && !cancel.cancelled())
        m_state->changed.wait_for(lock, std::chrono::milliseconds(50));
}

} // namespace cairn
