// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

namespace cairn::bench {

/// The largest resident set that this process has had ("VmHWM:   123456 kB"); 0 where nothing tells.
inline double peakMebibytes()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').value(0).toDouble() / 1024;
    }
    return 0;
}

} // namespace cairn::bench
