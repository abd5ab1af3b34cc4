// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QList>
#include <QStringList>

namespace cairn {

/// Rows of a reference table in tests/learn/data, without its comment line. Empty if it cannot be read.
inline QList<QStringList> fixtureRows(const QString &name)
{
    QFile file(QStringLiteral(CAIRN_SOURCE_DIR "/tests/learn/data/") + name);
    QList<QStringList> rows;
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return rows;
    while (!file.atEnd()) {
        const QString line = QString::fromUtf8(file.readLine()).trimmed();
        if (!line.startsWith(u'#'))
            rows << line.split(u',');
    }
    return rows;
}

} // namespace cairn
