// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/learn/exportjob.h"

namespace cairn {

/// Engine::exportModel(): writes each file beside its place, checks it there, and moves all of them when the
/// last one is checked. Throws as torch does.
Result<ExportOutcome> exportModelFiles(const ExportJob &job, const ProgressCallback &progress,
                                       const CancelToken &cancel);

} // namespace cairn
