#pragma once

#include "core/base/result.h"

namespace cairn {

/// Looks whether a file is a project's database, intact, and of a version that this program may open, without
/// changing a byte on disk, side files included: SQLite itself would fold a left write-ahead log into a file
/// that it merely opens. Errors: NotFound, ReadFailed, Corrupt, TooNew.
Result<void> inspectDatabase(const QString &file);

} // namespace cairn
