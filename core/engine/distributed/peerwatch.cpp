// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/distributed/peerwatch.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace cairn {

namespace {

constexpr char goodbye = 'b';
constexpr int idleSeconds = 5;
constexpr int askEverySeconds = 5;
constexpr int unanswered = 3;

void set(int socket, int level, int option, int value)
{
    setsockopt(socket, level, option, &value, sizeof value);
}

/// The kernel asks the other machine whether it is still there: after 5 s of silence, three times.
void enableKeepAlive(int socket)
{
    set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(socket, IPPROTO_TCP, TCP_KEEPIDLE, idleSeconds);
    set(socket, IPPROTO_TCP, TCP_KEEPINTVL, askEverySeconds);
    set(socket, IPPROTO_TCP, TCP_KEEPCNT, unanswered);
    set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, 1000 * (idleSeconds + unanswered * askEverySeconds));
}

} // namespace

PeerWatch::PeerWatch(std::vector<int> sockets)
    : m_sockets(std::move(sockets))
    , m_wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    std::for_each(m_sockets.begin(), m_sockets.end(), enableKeepAlive);
    m_thread = std::thread([this] { watch(); });
}

PeerWatch::~PeerWatch()
{
    eventfd_write(m_wake, 1);
    m_thread.join();
    for (const int socket : m_sockets) {
        if (!lost())
            (void)!::send(socket, &goodbye, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
        ::close(socket);
    }
    ::close(m_wake);
}

void PeerWatch::watch()
{
    std::vector<pollfd> waiting{{m_wake, POLLIN, 0}};
    for (const int socket : m_sockets)
        waiting.push_back({socket, POLLIN, 0});
    while (true) {
        if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
            return;
        if (waiting.front().revents != 0)
            return;
        for (std::size_t i = waiting.size() - 1; i > 0; --i) {
            if (waiting[i].revents != 0 && !listen(waiting[i].fd))
                waiting.erase(waiting.begin() + std::ptrdiff_t(i));
        }
        if (lost())
            break;
    }
    // The others learn it from their connections' end.
    for (const int socket : m_sockets)
        shutdown(socket, SHUT_RDWR);
}

bool PeerWatch::listen(int socket)
{
    char said = 0;
    const ssize_t length = ::recv(socket, &said, 1, MSG_DONTWAIT);
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (length != 1 || said != goodbye)
        m_lost.store(true, std::memory_order_relaxed);
    return false;
}

} // namespace cairn
