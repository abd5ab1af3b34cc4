#pragma once

#include "core/learn/trainingconfig.h"

namespace cairn {

/// A stage as --stage describes it: words KEY=VALUE with the keys name, freeze-to, epochs, lr, schedule,
/// pct-start, flat, div, div-final, moms (HIGH,LOW), wd, size. Errors InvalidInput.
Result<Stage> stageFromText(const QString &text);

} // namespace cairn
