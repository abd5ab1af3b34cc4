// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/runtime/systemmemory.h"

#include <QFile>

namespace cairn {

qint64 availableMemory()
{
    QFile file(QStringLiteral("/proc/meminfo")); // by name: the system's
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("MemAvailable:"))
            return line.simplified().split(' ').value(1).toLongLong() * 1024;
    }
    return 0;
}

} // namespace cairn
