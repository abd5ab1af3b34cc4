// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>

namespace cairn {

/// Read side of a cancellation. Cheap to copy, safe to poll from any thread; a default token is never
/// cancelled. Poll it at every batch, every loader item and inside long loops.
class CancelToken
{
public:
    CancelToken() = default;
    bool cancelled() const { return m_flag && m_flag->load(std::memory_order_relaxed); }

private:
    friend class CancelSource;
    explicit CancelToken(std::shared_ptr<const std::atomic<bool>> flag)
        : m_flag(std::move(flag))
    {
    }
    std::shared_ptr<const std::atomic<bool>> m_flag;
};

/// Write side: whoever started the work keeps it. cancel() may be called from any thread (or a signal
/// handler) and at any time.
class CancelSource
{
public:
    CancelToken token() const { return CancelToken(m_flag); }
    void cancel() { m_flag->store(true, std::memory_order_relaxed); }
    bool cancelled() const { return m_flag->load(std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic<bool>> m_flag = std::make_shared<std::atomic<bool>>(false);
};

} // namespace cairn
