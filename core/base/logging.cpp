// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/logging.h"

namespace cairn {

Q_LOGGING_CATEGORY(lcProject, "cairn.project", QtInfoMsg)
Q_LOGGING_CATEGORY(lcImaging, "cairn.imaging", QtInfoMsg)
Q_LOGGING_CATEGORY(lcEngine, "cairn.engine", QtInfoMsg)
Q_LOGGING_CATEGORY(lcUi, "cairn.ui", QtInfoMsg)

} // namespace cairn
