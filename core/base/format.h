// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace cairn {

/// Human text for numbers, the same in the window and on the command line.

/// 0.4 s, 12 s, 1 min 12 s, 2 h 5 min.
QString formatDuration(double seconds);

/// 21,797,672
QString formatCount(qint64 count);

/// 512 B, 83.3 MB (powers of 1000).
QString formatBytes(qint64 bytes);

/// 3.6 % of a share in 0–1.
QString formatPercent(double share);

/// 0.0012, 3.2e-05: a learning rate with two significant digits.
QString formatRate(double rate);

} // namespace cairn
