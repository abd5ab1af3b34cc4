// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <QByteArray>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace cairn {

/// Listens on a port of 127.0.0.1, takes every connection, and never says a word: so do the stores of
/// launchers to whoever does not speak their language. Remembers what was sent to it.
class SilentServer
{
public:
    SilentServer()
        : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto *raw = reinterpret_cast<sockaddr *>(&address);
        if (bind(m_socket, raw, length) == 0 && listen(m_socket, 64) == 0
            && getsockname(m_socket, raw, &length) == 0)
            m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    ~SilentServer()
    {
        m_stop = true;
        m_thread.join();
        ::close(m_socket);
    }
    SilentServer(const SilentServer &) = delete;
    SilentServer &operator=(const SilentServer &) = delete;

    quint16 port() const { return m_port; } ///< 0: it could not listen
    QByteArray received() const
    {
        const std::lock_guard lock(m_mutex);
        return m_received;
    }

private:
    void serve()
    {
        std::vector<pollfd> open{{m_socket, POLLIN, 0}};
        while (!m_stop) {
            if (poll(open.data(), open.size(), 50) <= 0)
                continue;
            for (std::size_t i = open.size() - 1; i > 0; --i) {
                char bytes[256];
                const ssize_t length = open[i].revents ? ::read(open[i].fd, bytes, sizeof bytes) : -1;
                const std::lock_guard lock(m_mutex);
                if (length > 0)
                    m_received.append(bytes, length);
                if (!open[i].revents || length > 0)
                    continue;
                ::close(open[i].fd);
                open.erase(open.begin() + std::ptrdiff_t(i));
            }
            if (open.front().revents)
                open.push_back({accept(m_socket, nullptr, nullptr), POLLIN, 0});
        }
        for (std::size_t i = 1; i < open.size(); ++i)
            ::close(open[i].fd);
    }

    int m_socket;
    quint16 m_port = 0;
    std::atomic<bool> m_stop = false;
    mutable std::mutex m_mutex;
    QByteArray m_received;
    std::thread m_thread;
};

} // namespace cairn
