// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/distributed/messages.h"

#include <QJsonDocument>

namespace cairn {

namespace {

constexpr qint64 longestLine = 1 << 16; // the processors of a large machine are a few thousand numbers
constexpr int sendMilliseconds = 1000;

} // namespace

void sendMessage(QTcpSocket &socket, const QJsonObject &message)
{
    socket.write(QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n');
    while (socket.bytesToWrite() > 0) {
        if (!socket.waitForBytesWritten(sendMilliseconds))
            return;
    }
}

std::optional<QJsonObject> nextMessage(QTcpSocket &socket, int milliseconds)
{
    if (!socket.canReadLine())
        socket.waitForReadyRead(milliseconds);
    if (!socket.canReadLine()) {
        if (socket.bytesAvailable() >= longestLine)
            socket.abort();
        return {};
    }
    const QJsonObject message = QJsonDocument::fromJson(socket.readLine(longestLine)).object();
    if (message.isEmpty()) {
        socket.abort();
        return {};
    }
    return message;
}

} // namespace cairn
