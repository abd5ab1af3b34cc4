// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace cairn {

/// Looks whether a file is a project's database, intact, and of a version that this program may open, without
/// changing a byte on disk, side files included: SQLite itself would fold a left write-ahead log into a file
/// that it merely opens. Errors: NotFound, ReadFailed, Corrupt, TooNew.
Result<void> inspectDatabase(const QString &file);

/// Copies a database, with what a killed program left in its log, to where it may be changed. Error
/// ReadFailed.
Result<void> copyDatabase(const QString &file, const QString &copy);

} // namespace cairn
