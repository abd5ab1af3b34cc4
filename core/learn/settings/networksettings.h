// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/settings/setting.h"

namespace cairn {

/// The part of trainingSettings() about body, head and layer groups.
QList<Setting<TrainingConfig>> networkShapeSettings();

} // namespace cairn
