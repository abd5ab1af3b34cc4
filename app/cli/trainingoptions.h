// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/learn/trainingconfig.h"

namespace cairn {

/// The options that make a TrainingConfig, for train and find-lr.
QList<Option> trainingOptions();
/// Those of them that shape the network, for summary.
QList<Option> networkOptions();

/// A file's configuration (--config) or a preset's first, then what was said explicitly. Throws UsageError.
TrainingConfig trainingConfig(const Arguments &arguments);
/// `config` with what networkOptions() say, checked. Throws UsageError.
TrainingConfig withNetworkOptions(TrainingConfig config, const Arguments &arguments);

/// "ResNet-34, ImageNet weights, preset lesson, 224 px, batches of 32"
QString describe(const TrainingConfig &config);

} // namespace cairn
