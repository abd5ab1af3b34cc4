// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/learn/trainingconfig.h"
#include "core/project/project.h"

namespace cairn {

struct StartSettings
{
    TrainingConfig config;
    bool weightsMissing = false; ///< there are no ImageNet weights on this machine: a run would download them
};

/// What a training's form shows first: what it showed last, else the newest run's settings. For a project
/// without either the preset "quick", on the largest network whose ImageNet weights are on this machine. May
/// read weight files to their end to check them: not for the GUI thread. Error Cancelled, and the database's.
Result<StartSettings> startSettings(const Project &project, const CancelToken &cancel = {});

/// The same for a project that has neither.
Result<StartSettings> newProjectSettings(const CancelToken &cancel = {});

} // namespace cairn
