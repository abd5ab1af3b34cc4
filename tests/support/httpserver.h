// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QEventLoop>
#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <memory>
#include <mutex>
#include <semaphore>

namespace cairn {

/// What a test's server is asked.
struct HttpRequest
{
    QByteArray path;
    QByteArray range = {}; ///< the value of Range, empty without one
    QByteArray userAgent = {};
    QByteArray acceptEncoding = {};
};

/// Bytes to send as they are (status line, headers, body), and what to do then.
struct HttpAnswer
{
    QByteArray bytes;
    bool hang = false; ///< keep the connection open and silent; otherwise it is closed
    int slowBytes = 0; ///< send so many at a time, every 10 ms; 0: all at once
};

/// A web server on this computer, on a thread of its own; every request goes to `answer`, on that thread.
class HttpServer
{
public:
    explicit HttpServer(std::function<HttpAnswer(const HttpRequest &)> answer,
                        QHostAddress address = QHostAddress(QHostAddress::LocalHost))
        : m_answer(std::move(answer))
        , m_address(std::move(address))
    {
        m_thread.reset(QThread::create([this] { serve(); }));
        m_thread->start();
        m_started.acquire(); // until the port is known
    }
    ~HttpServer()
    {
        m_thread->quit();
        m_thread->wait();
    }

    QUrl url() const { return QUrl(QStringLiteral("http://%1:%2/").arg(m_address.toString()).arg(m_port)); }
    QList<HttpRequest> requests() const
    {
        const std::lock_guard lock(m_mutex);
        return m_requests;
    }

    static QByteArray response(const QByteArray &status, const QByteArray &headers, const QByteArray &body)
    {
        return "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + headers + "\r\n" + body;
    }

private:
    void serve()
    {
        QTcpServer server;
        server.listen(m_address);
        m_port = server.serverPort();
        m_started.release();
        QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            auto received = std::make_shared<QByteArray>();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, received] {
                received->append(socket->readAll());
                if (received->endsWith("\r\n\r\n"))
                    reply(*socket, *received);
            });
        });
        QEventLoop().exec();
    }

    void reply(QTcpSocket &socket, const QByteArray &text)
    {
        HttpRequest request;
        const QList<QByteArray> lines = text.split('\n');
        request.path = lines.first().split(' ').value(1);
        for (const QByteArray &line : lines) {
            if (line.toLower().startsWith("range:"))
                request.range = line.mid(6).trimmed();
            if (line.toLower().startsWith("user-agent:"))
                request.userAgent = line.mid(11).trimmed();
            if (line.toLower().startsWith("accept-encoding:"))
                request.acceptEncoding = line.mid(16).trimmed();
        }
        {
            const std::lock_guard lock(m_mutex);
            m_requests << request;
        }
        const HttpAnswer answer = m_answer(request);
        if (answer.slowBytes > 0)
            return replySlowly(socket, answer);
        socket.write(answer.bytes);
        if (!answer.hang)
            socket.disconnectFromHost();
    }

    static void replySlowly(QTcpSocket &socket, const HttpAnswer &answer)
    {
        auto *timer = new QTimer(&socket);
        QObject::connect(timer, &QTimer::timeout, &socket,
                         [&socket, answer, timer, at = qsizetype(0)]() mutable {
                             socket.write(answer.bytes.mid(at, answer.slowBytes));
                             at += answer.slowBytes;
                             if (at < answer.bytes.size())
                                 return;
                             timer->stop();
                             socket.disconnectFromHost();
                         });
        timer->start(10);
    }

    const std::function<HttpAnswer(const HttpRequest &)> m_answer;
    const QHostAddress m_address;
    std::unique_ptr<QThread> m_thread;
    mutable std::mutex m_mutex;
    std::binary_semaphore m_started{0};
    QList<HttpRequest> m_requests;
    quint16 m_port = 0;
};

} // namespace cairn
