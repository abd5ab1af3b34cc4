// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

namespace cairn {

/// What the first process tells the others to train on, as bytes for Peers::broadcast().
QByteArray packJob(const TrainingJob &job);
/// Errors Corrupt, and those of trainingConfigFromJson().
Result<TrainingJob> unpackJob(const QByteArray &bytes);

} // namespace cairn
