// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFileInfo>
#include <QString>

namespace cairn {

/// Where measurements' data (photographs, weights, reference values) lie: $CAIRN_SHARED_DIR, or ../shared
/// beside the checkout. Empty where there is none: then QSKIP the test with the reason.
inline QString sharedData(const QString &relativePath)
{
    const QString chosen = qEnvironmentVariable("CAIRN_SHARED_DIR");
    const QString root = chosen.isEmpty() ? QStringLiteral(CAIRN_SOURCE_DIR "/../shared") : chosen;
    const QString path = QDir::cleanPath(root + QLatin1Char('/') + relativePath);
    return QFileInfo::exists(path) ? path : QString();
}

} // namespace cairn
