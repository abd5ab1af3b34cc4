// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace cairn {

/// Bytes that programs can take now without the system swapping or ending one of them; 0 where it does not
/// say.
qint64 availableMemory();

} // namespace cairn
