// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QJsonObject>
#include <QtNetwork/QTcpSocket>

namespace cairn {

/// Messages between processes that meet: one JSON object a line, at most 64 KiB. Calls block at most as long
/// as they say; nothing needs an event loop.

/// At most a second; what cannot be sent shows as a closed connection later.
void sendMessage(QTcpSocket &socket, const QJsonObject &message);

/// The next message that is there within `milliseconds`. Whoever sends something else is disconnected.
std::optional<QJsonObject> nextMessage(QTcpSocket &socket, int milliseconds = 0);

} // namespace cairn
