// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/batchloader.h"
#include "core/learn/trainingconfig.h"

namespace cairn {

/// How a configuration's training and validation images are loaded at a size in pixels.
LoaderOptions trainingLoader(const TrainingConfig &config, int imageSize);
LoaderOptions validationLoader(const TrainingConfig &config, int imageSize);

} // namespace cairn
