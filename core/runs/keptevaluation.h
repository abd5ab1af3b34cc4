// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/metrics.h"
#include "core/project/database.h"

namespace cairn {

/// Stores a run's predictions, and the temperature fitted to them (1 where they do not tell one). The one
/// place that does, so that the two always belong together.
Result<void> keepEvaluation(Database &database, qint64 runId, const Evaluation &evaluation);

} // namespace cairn
