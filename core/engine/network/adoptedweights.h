// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learn/trainingconfig.h"

#include <QStringList>

namespace cairn {

/// Engine::adoptWeights(). Throws as torch does.
Result<void> adoptWeights(const TrainingConfig &config, const QStringList &classes, const QString &target);

} // namespace cairn
