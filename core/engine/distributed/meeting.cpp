// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/distributed/meeting.h"
#include "core/base/text.h"

#include "core/base/cores.h"
#include "core/engine/distributed/messages.h"

#include <fcntl.h>
#include <netdb.h>
#include <QFile>
#include <QJsonArray>
#include <QThread>
#include <QtNetwork/QTcpServer>
#include <sys/socket.h>
#include <torch/version.h>

#include <algorithm>
#include <future>
#include <map>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto beat = 1s; // between two signs of life while not all have met
constexpr auto silence = 15s; // after which the other side is gone
constexpr auto greetingWait = 2s;
constexpr int connectMilliseconds = 1000;
constexpr std::size_t addressesTried = 4;

/// Processes of one launch, and no others, have the same.
QString tokenOf(const ProcessGroup &group)
{
    return u"%1/%2/%3"_s.arg(group.job).arg(group.size).arg(group.ports.value(0));
}

QString place(const ProcessGroup &group)
{
    return u"%1:%2"_s.arg(group.address).arg(group.ports.value(0));
}

Error cancelled()
{
    return {ErrorCode::Cancelled, Text::tr("Canceled while the processes were connecting.")};
}

Error notFound(const ProcessGroup &group, const QString &what)
{
    return {
        ErrorCode::Offline,
        Text::tr(
            "The %1 processes did not connect at %2 within %3 s: %4 Start all of them, and make sure every "
            "machine can reach that address.")
            .arg(group.size)
            .arg(place(group))
            .arg(group.patienceSeconds)
            .arg(what)};
}

ProcessorClaim ownClaim()
{
    QFile file(u"/proc/sys/kernel/random/boot_id"_s); // by name: the system's
    const QByteArray machine = file.open(QIODevice::ReadOnly) ? file.readLine(100).trimmed() : QByteArray();
    return {QString::fromLatin1(machine), availableProcessors()};
}

QJsonArray asJson(const std::vector<int> &numbers)
{
    QJsonArray array;
    for (const int number : numbers)
        array << number;
    return array;
}

std::vector<int> fromJson(const QJsonArray &array)
{
    std::vector<int> numbers;
    for (const QJsonValue &value : array)
        numbers.push_back(value.toInt());
    return numbers;
}

/// IPv4 is written as such, whatever the socket is.
QHostAddress plain(const QHostAddress &address)
{
    bool isFour = false;
    const quint32 four = address.toIPv4Address(&isFour);
    return isFour ? QHostAddress(four) : address;
}

/// The connection outlives Qt's object.
int keptSocket(const QTcpSocket &socket)
{
    return fcntl(int(socket.socketDescriptor()), F_DUPFD_CLOEXEC, 0);
}

/// The first process: it listens, and gathers the others.
class Host
{
public:
    Host(const ProcessGroup &group, const ProgressCallback &progress, const CancelToken &cancel)
        : m_group(group)
        , m_progress(progress)
        , m_cancel(cancel)
        , m_deadline(Clock::now() + std::chrono::seconds(group.patienceSeconds))
    {
    }

    Result<Meeting> gather(const OpenStore &openStore)
    {
        if (const Result<void> listening = listen(); !listening)
            return listening.error();
        while (present() < m_group.size) {
            if (m_cancel.cancelled())
                return cancelled();
            if (Clock::now() > m_deadline)
                return notFound(m_group, missingRanks());
            m_server.waitForNewConnection(50);
            acceptGuests();
            if (const Result<void> read = readMessages(); !read)
                return read.error();
            reportPresent();
        }
        return send(openStore());
    }

private:
    struct Guest
    {
        std::unique_ptr<QTcpSocket> socket;
        int rank = 0; // 0: it has not said
        ProcessorClaim claim = {};
        Clock::time_point since = Clock::now();
    };

    Result<void> listen()
    {
        const QHostAddress on(m_group.oneMachine ? QHostAddress::LocalHost : QHostAddress::Any);
        while (true) {
            for (const quint16 port : m_group.ports) {
                if (m_server.listen(on, port))
                    return {};
            }
            if (m_cancel.cancelled())
                return cancelled();
            if (Clock::now() > m_deadline)
                return notFound(m_group, Text::tr("all ports there are in use by other programs."));
            QThread::msleep(200);
        }
    }

    void acceptGuests()
    {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            socket->setParent(nullptr);
            m_guests.push_back({std::unique_ptr<QTcpSocket>(socket)});
            sendMessage(*socket, {{u"cairn"_s, u"rendezvous"_s}, {u"job"_s, tokenOf(m_group)}});
        }
    }

    Result<void> readMessages()
    {
        for (Guest &guest : m_guests) {
            while (const std::optional<QJsonObject> message = nextMessage(*guest.socket)) {
                if (const Result<void> fits = admit(guest, *message); !fits)
                    return fits;
            }
        }
        std::erase_if(m_guests, [](const Guest &guest) {
            const bool silent = guest.rank == 0 && Clock::now() - guest.since > silence;
            return silent || guest.socket->state() != QAbstractSocket::ConnectedState;
        });
        return {};
    }

    Result<void> admit(Guest &guest, const QJsonObject &hello)
    {
        const QString torch = hello[u"torch"_s].toString();
        if (torch != QLatin1String(TORCH_VERSION)) {
            const Error error{
                ErrorCode::Unsupported,
                Text::tr("The processes use different versions of LibTorch, %1 and %2; use the same version "
                         "everywhere.")
                    .arg(QLatin1String(TORCH_VERSION), torch.left(20))};
            sendMessage(*guest.socket, {{u"error"_s, error.message}});
            return error;
        }
        const int rank = hello[u"rank"_s].toInt();
        if (rank < 1 || rank >= m_group.size) {
            guest.socket->abort();
            return {};
        }
        for (Guest &other : m_guests) {
            if (&other == &guest || other.rank != rank)
                continue;
            sendMessage(
                *other.socket,
                {{u"error"_s,
                  Text::tr("Another process also has rank %1; each process needs its own rank.").arg(rank)}});
            other.socket->disconnectFromHost();
            other.rank = 0;
        }
        guest.rank = rank;
        guest.claim = {hello[u"machine"_s].toString(), fromJson(hello[u"processors"_s].toArray())};
        return {};
    }

    int present() const
    {
        return 1 + int(std::count_if(m_guests.begin(), m_guests.end(), [](const Guest &guest) {
                   return guest.rank > 0;
               }));
    }

    void reportPresent()
    {
        const int here = present();
        if (here != m_reported) {
            m_reported = here;
            m_progress({here, m_group.size});
        }
        if (Clock::now() - m_lastBeat < beat)
            return;
        m_lastBeat = Clock::now();
        for (const Guest &guest : m_guests)
            sendMessage(*guest.socket, {{u"here"_s, here}});
    }

    QString missingRanks() const
    {
        QStringList missing;
        for (int rank = 1; rank < m_group.size; ++rank) {
            const auto has = [rank](const Guest &guest) { return guest.rank == rank; };
            if (std::none_of(m_guests.begin(), m_guests.end(), has))
                missing << QString::number(rank);
        }
        const qsizetype count = missing.size();
        if (count > 8)
            missing = missing.first(8) << u"…"_s;
        return Text::tr("%1 of them did not connect (rank %2).").arg(count).arg(missing.join(u", "_s));
    }

    Meeting send(quint16 storePort)
    {
        std::erase_if(m_guests, [](const Guest &guest) { return guest.rank == 0; });
        std::sort(m_guests.begin(), m_guests.end(),
                  [](const Guest &a, const Guest &b) { return a.rank < b.rank; });
        std::vector<ProcessorClaim> claims{ownClaim()};
        QHostAddress outside;
        for (const Guest &guest : m_guests) {
            claims.push_back(guest.claim);
            if (!guest.socket->localAddress().isLoopback())
                outside = plain(guest.socket->localAddress());
        }
        const std::vector<int> cores = dividedCores(claims);
        std::vector<int> sockets;
        for (const Guest &guest : m_guests) {
            sendMessage(*guest.socket,
                        {{u"store"_s, storePort},
                         {u"outside"_s, outside.toString()},
                         {u"cores"_s, cores[std::size_t(guest.rank)]}});
            sockets.push_back(keptSocket(*guest.socket));
        }
        m_progress({m_group.size, m_group.size});
        return {outside.isNull() ? u"127.0.0.1"_s : outside.toString(), u"127.0.0.1"_s, storePort,
                cores.front(), std::make_unique<PeerWatch>(std::move(sockets))};
    }

    const ProcessGroup &m_group;
    const ProgressCallback &m_progress;
    const CancelToken &m_cancel;
    const Clock::time_point m_deadline;
    QTcpServer m_server;
    std::vector<Guest> m_guests;
    int m_reported = 0;
    Clock::time_point m_lastBeat = Clock::now();
};

QList<QHostAddress> resolvedHost(const QByteArray &host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    QList<QHostAddress> addresses;
    if (getaddrinfo(host.constData(), nullptr, &hints, &found) != 0)
        return addresses;
    for (const addrinfo *info = found; info; info = info->ai_next)
        addresses << QHostAddress(info->ai_addr);
    freeaddrinfo(found);
    return addresses.first(std::min<qsizetype>(addresses.size(), addressesTried));
}

/// Looking a name up can take long, and cannot be stopped: whoever cancels leaves the thread alone.
QList<QHostAddress> addressesOf(const QString &host, const CancelToken &cancel)
{
    const auto promise = std::make_shared<std::promise<QList<QHostAddress>>>();
    std::future<QList<QHostAddress>> addresses = promise->get_future();
    std::thread([promise, name = host.toUtf8()] { promise->set_value(resolvedHost(name)); }).detach();
    while (addresses.wait_for(100ms) != std::future_status::ready) {
        if (cancel.cancelled())
            return {};
    }
    return addresses.get();
}

/// One of the others: it looks for the first, says who it is, and waits until all are there.
class Visitor
{
public:
    Visitor(const ProcessGroup &group, const ProgressCallback &progress, const CancelToken &cancel)
        : m_group(group)
        , m_progress(progress)
        , m_cancel(cancel)
        , m_deadline(Clock::now() + std::chrono::seconds(group.patienceSeconds))
    {
    }

    Result<Meeting> find()
    {
        while (true) {
            for (const QHostAddress &address : addressesOf(m_group.address, m_cancel)) {
                for (const quint16 port : m_group.ports) {
                    if (m_cancel.cancelled())
                        return cancelled();
                    if (!greeted(address, port))
                        continue;
                    Result<std::optional<Meeting>> met = wait();
                    if (!met)
                        return met.error();
                    if (*met)
                        return **std::move(met);
                }
            }
            if (m_cancel.cancelled())
                return cancelled();
            if (Clock::now() > m_deadline)
                return notFound(m_group, Text::tr("the first process (rank 0) is missing."));
            QThread::msleep(200);
        }
    }

private:
    /// Whether the first process of our job listens there.
    bool greeted(const QHostAddress &address, quint16 port)
    {
        m_socket.abort();
        m_socket.connectToHost(address, port);
        if (!m_socket.waitForConnected(connectMilliseconds))
            return false;
        // A port of the range from which the kernel takes those of clients may be connected to itself.
        if (m_socket.localPort() == port && m_socket.localAddress() == m_socket.peerAddress())
            return false;
        const std::optional<QJsonObject> greeting = message(greetingWait);
        return greeting && (*greeting)[u"cairn"_s] == u"rendezvous"_s
            && (*greeting)[u"job"_s] == tokenOf(m_group);
    }

    std::optional<QJsonObject> message(Clock::duration patience)
    {
        const Clock::time_point deadline = Clock::now() + patience;
        while (!m_cancel.cancelled() && Clock::now() < deadline) {
            if (std::optional<QJsonObject> next = nextMessage(m_socket, 100))
                return next;
            if (m_socket.state() != QAbstractSocket::ConnectedState)
                return {};
        }
        return {};
    }

    /// Nothing: the first process went away.
    Result<std::optional<Meeting>> wait()
    {
        const ProcessorClaim own = ownClaim();
        sendMessage(m_socket,
                    {{u"rank"_s, m_group.rank},
                     {u"torch"_s, QString::fromLatin1(TORCH_VERSION)},
                     {u"machine"_s, own.machine},
                     {u"processors"_s, asJson(own.processors)}});
        while (const std::optional<QJsonObject> said = message(silence)) {
            if (said->contains(u"error"_s))
                return Error{ErrorCode::Unsupported, (*said)[u"error"_s].toString().left(500)};
            if (said->contains(u"store"_s))
                return std::optional<Meeting>(met(*said));
            m_progress({(*said)[u"here"_s].toInt(), m_group.size});
        }
        return std::optional<Meeting>();
    }

    Meeting met(const QJsonObject &said) const
    {
        QHostAddress own = plain(m_socket.localAddress());
        const QHostAddress outside(said[u"outside"_s].toString());
        if (own.isLoopback() && !outside.isNull())
            own = outside; // of the first process's machine, which is this one
        return {own.toString(), plain(m_socket.peerAddress()).toString(), quint16(said[u"store"_s].toInt()),
                std::max(1, said[u"cores"_s].toInt()),
                std::make_unique<PeerWatch>(std::vector<int>{keptSocket(m_socket)})};
    }

    const ProcessGroup &m_group;
    const ProgressCallback &m_progress;
    const CancelToken &m_cancel;
    const Clock::time_point m_deadline;
    QTcpSocket m_socket;
};

} // namespace

Result<Meeting> meetPeers(const ProcessGroup &group, const OpenStore &openStore,
                          const ProgressCallback &progress, const CancelToken &cancel)
{
    return group.isPrimary() ? Host(group, progress, cancel).gather(openStore)
                             : Visitor(group, progress, cancel).find();
}

std::vector<int> dividedCores(const std::vector<ProcessorClaim> &claims)
{
    std::map<std::pair<QString, int>, std::vector<std::size_t>> claimants; // of each processor
    for (std::size_t i = 0; i < claims.size(); ++i) {
        for (const int processor : claims[i].processors)
            claimants[{claims[i].machine, processor}].push_back(i);
    }
    std::vector<int> cores(claims.size());
    std::size_t turn = 0;
    for (const auto &[processor, processes] : claimants)
        ++cores[processes[turn++ % processes.size()]];
    for (int &count : cores)
        count = std::max(1, count);
    return cores;
}

} // namespace cairn
