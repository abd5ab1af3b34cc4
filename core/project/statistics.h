// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace cairn {

/// How a database may be touched: as it lies, whatever is beside it, or with its log and journal folded in.
enum class DatabaseTouch { Nothing, Recover };

/// Refuses a database whose statistics are not as SQLite makes them. SQLite reads its own tables sqlite_stat1
/// and sqlite_stat4 with the schema, before any statement: computed columns planted there cost time and
/// memory without end. This looks at the schema alone, through SQLite itself, which is forbidden to read
/// them. Error Corrupt.
Result<void> refusePlantedStatistics(const QString &file, DatabaseTouch touch);

} // namespace cairn
