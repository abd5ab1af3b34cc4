// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QSqlDatabase>

namespace cairn {

/// Whether a database holds the tables and indexes that the steps up to its version make, and nothing else. A
/// stranger's may hold views that never end and triggers that act at a write. Looks at the schema alone and
/// runs nothing of it. Of a version that is newer than this program's only the kinds are known: no view, no
/// trigger, no virtual table. Errors: Corrupt, Internal.
Result<void> checkSchema(const QSqlDatabase &database);

} // namespace cairn
