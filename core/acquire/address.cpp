// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/address.h"
#include "core/base/text.h"

#include <QHostAddress>
#include <QUrl>

#include <array>

using namespace Qt::StringLiterals;

namespace cairn {

QString authorityOf(const QUrl &url)
{
    return u"%1:%2"_s.arg(url.host().toLower()).arg(url.port(url.scheme() == u"http" ? 80 : 443));
}

bool isPrivateAddress(const QHostAddress &address)
{
    bool mapped = false;
    const quint32 four = address.toIPv4Address(&mapped);
    const QHostAddress plain = mapped ? QHostAddress(four) : address;
    if (plain.isLoopback() || plain.isLinkLocal() || plain.isMulticast() || plain.isBroadcast()
        || plain.isUniqueLocalUnicast() || plain.isNull())
        return true;
    static const std::array<std::pair<QHostAddress, int>, 12> subnets{{
        {QHostAddress(u"0.0.0.0"_s), 8},
        {QHostAddress(u"10.0.0.0"_s), 8},
        {QHostAddress(u"100.64.0.0"_s), 10},
        {QHostAddress(u"172.16.0.0"_s), 12},
        {QHostAddress(u"192.0.0.0"_s), 24},
        {QHostAddress(u"192.168.0.0"_s), 16},
        {QHostAddress(u"198.18.0.0"_s), 15},
        {QHostAddress(u"240.0.0.0"_s), 4},
        {QHostAddress(u"fec0::"_s), 10},
        {QHostAddress(u"::"_s), 96}, // the last 32 bits are an IPv4 address: of old, and by a gateway
        {QHostAddress(u"64:ff9b::"_s), 96},
        {QHostAddress(u"64:ff9b:1::"_s), 48},
    }};
    for (const auto &[subnet, bits] : subnets) {
        if (plain.protocol() == subnet.protocol() && plain.isInSubnet(subnet, bits))
            return true;
    }
    return plain == QHostAddress(QHostAddress::AnyIPv6);
}

QString refusalOf(const QUrl &url, const QSet<QString> &trusted)
{
    const QHostAddress address(url.host());
    const bool http = url.scheme() == u"http" && address.isLoopback();
    if (url.isValid() && url.scheme() == u"http" && !http)
        return Text::tr("%1: only https addresses can be downloaded, not http").arg(url.toDisplayString());
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https" && !http))
        return Text::tr("%1 is not an https address").arg(url.toDisplayString());
    if (!address.isNull() && isPrivateAddress(address) && !trusted.contains(authorityOf(url)))
        return Text::tr("%1 is an address inside this computer or local network").arg(url.host());
    return {};
}

} // namespace cairn
