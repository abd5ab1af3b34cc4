// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

class QHostAddress;
class QUrl;

namespace cairn {

/// "host:port" of an address, the scheme's port where it names none: what trust is given to.
QString authorityOf(const QUrl &url);

/// True for loopback, private, link-local, shared (RFC 6598), multicast, broadcast and unspecified addresses,
/// also where an IPv4 one is mapped into IPv6.
bool isPrivateAddress(const QHostAddress &address);

/// Why an address may not be fetched, as the end of a sentence; empty where it may be. Only https, except
/// that a server on this computer (127.0.0.1, ::1) may speak http; private addresses only where `trusted`,
/// the authorities that the user typed, has them. Names are not resolved here: see Transfer.
QString refusalOf(const QUrl &url, const QSet<QString> &trusted);

} // namespace cairn
