// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QtEndian>

#include <concepts>
#include <optional>

namespace cairn {

/// The integer at `offset`, or nothing where the bytes end before it: files from outside are read through
/// this only.
template <std::integral T>
std::optional<T> readInteger(QByteArrayView bytes, quint64 offset, bool bigEndian)
{
    if (quint64(bytes.size()) < sizeof(T) || offset > quint64(bytes.size()) - sizeof(T))
        return {};
    const char *at = bytes.data() + offset;
    return bigEndian ? qFromBigEndian<T>(at) : qFromLittleEndian<T>(at);
}

} // namespace cairn
