// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingconfig.h"

namespace cairn {

/// A stage as --stage describes it: words KEY=VALUE with the options of stageSettings() as keys, and
/// moms=HIGH,LOW for both momenta. Errors InvalidInput.
Result<Stage> stageFromText(const QString &text);

} // namespace cairn
