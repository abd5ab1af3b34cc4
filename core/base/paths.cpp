// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"

#include <QDir>
#include <QStandardPaths>

namespace cairn {

QString cacheDirectory()
{
    const QString path
        = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/cairn");
    QDir().mkpath(path); // by name: the user's cache
    return path;
}

QStringList weightsDirectories()
{
    QStringList directories;
    const QString chosen = qEnvironmentVariable("CAIRN_WEIGHTS_DIR");
    if (!chosen.isEmpty())
        directories << chosen;
    directories << cacheDirectory() + QStringLiteral("/weights");
    return directories;
}

} // namespace cairn
