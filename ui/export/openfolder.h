// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace cairn {

/// Shows a folder, or the one that a file is in, in the system's file manager. Errors: NotFound (it is gone),
/// Unsupported (no program shows folders here).
Result<void> openFolderOf(const QString &path);

} // namespace cairn
