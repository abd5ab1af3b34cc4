// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace cairn {

/// Lets one thread hold another at a batch boundary. Copies share one gate; all functions are thread-safe.
class PauseGate
{
public:
    void setPaused(bool paused);
    bool paused() const;

    /// Returns at once when open; otherwise waits until it opens or `cancel` is set (looked at every 50 ms).
    void wait(const CancelToken &cancel) const;

private:
    struct State
    {
        std::mutex mutex;
        std::condition_variable changed;
        bool paused = false;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace cairn
