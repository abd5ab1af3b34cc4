// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingconfig.h"
#include "core/project/project.h"
#include "ui/session/runhistory.h"

namespace cairn {

/// A run as it can be seen again: its row, its settings and what it told while it trained.
struct StoredRun
{
    RunRecord run;
    TrainingConfig config;
    RunHistory history; ///< epochs of the database, batches of metrics.jsonl as far as that can be read
};

/// Reads the database and the run's folder: not for the GUI thread. Error NotFound, Corrupt.
Result<StoredRun> readStoredRun(const Project &project, qint64 runId);

} // namespace cairn
