// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace cairn {

/// $XDG_CACHE_HOME/cairn, made on first use.
QString cacheDirectory();

/// Where weights are looked for by file name, in order: $CAIRN_WEIGHTS_DIR (if set), then <cache>/weights.
QStringList weightsDirectories();

} // namespace cairn
