#pragma once

#include "app/cli/command.h"
#include "core/learn/trainingconfig.h"

namespace cairn {

/// The options that make a TrainingConfig, for train and find-lr.
QList<Option> trainingOptions();

/// Preset first, then what was said explicitly. Throws UsageError.
TrainingConfig trainingConfig(const Arguments &arguments);

/// "ResNet-34, ImageNet weights, preset lesson, 224 px, batches of 32"
QString describe(const TrainingConfig &config);

/// The names of all architectures, for option descriptions: "resnet18|resnet34|…".
QString archNames();

} // namespace cairn
