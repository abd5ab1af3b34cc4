// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCollator>

namespace cairn {

/// Orders names as people do, numbers by their value ("Run 2" before "Run 10"), in any case. One thread.
QCollator naturalOrder();

} // namespace cairn
