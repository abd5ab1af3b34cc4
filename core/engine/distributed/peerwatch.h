// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace cairn {

/// Notices within 20 s when another process or its machine is gone: each keeps a connection to the first one,
/// which the kernel keeps asking. A process that is slow, or stopped by a debugger, is not gone.
class PeerWatch
{
public:
    /// Takes the connected sockets: in the first process those of all others, else the one to the first.
    explicit PeerWatch(std::vector<int> sockets);
    /// Says goodbye, unless lost().
    ~PeerWatch();
    PeerWatch(const PeerWatch &) = delete;
    PeerWatch &operator=(const PeerWatch &) = delete;

    /// One of them went without a goodbye. Any thread.
    bool lost() const { return m_lost.load(std::memory_order_relaxed); }

private:
    void watch();
    /// False: it is to be watched no more.
    bool listen(int socket);

    std::vector<int> m_sockets;
    int m_wake = -1; // an eventfd
    std::atomic<bool> m_lost = false;
    std::thread m_thread;
};

} // namespace cairn
