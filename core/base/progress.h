// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <QString>

namespace cairn {

/// Where a piece of long work stands. `total` 0 means not known yet.
struct Progress
{
    qint64 done = 0;
    qint64 total = 0;
    QString what = {}; ///< the item in hand, for a status line; may be empty
};

/// Called on the working thread, at most about ten times a second for quick items; must return at once.
using ProgressCallback = std::function<void(const Progress &)>;

} // namespace cairn
