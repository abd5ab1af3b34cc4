// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

namespace cairn {

/// Engine::describe(): norms folded, channels_last, in the precision that is fastest here. Throws as torch
/// does.
Result<void> describePictures(const DescriptionJob &job,
                              const std::function<void(Description)> &onDescription,
                              const ProgressCallback &progress, const CancelToken &cancel);

} // namespace cairn
