// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/learn/settings/setting.h"

namespace cairn {

/// Those that shape the network.
QList<Setting<TrainingConfig>> networkSettings();
/// All others that have an option.
QList<Setting<TrainingConfig>> runSettings();

/// Their options, and applySettings() what of them was given, in the settings' order. Throws UsageError;
/// bounds are validate()'s business.
QList<Option> settingOptions(const QList<Setting<TrainingConfig>> &settings);
void applySettings(const QList<Setting<TrainingConfig>> &settings, TrainingConfig &config,
                   const Arguments &arguments);

/// Options that set several settings at once: --augment, --freeze-to and --schedule. applyShorthands() goes
/// before the single ones. Throws UsageError.
QList<Option> shorthandOptions();
void applyShorthands(TrainingConfig &config, const Arguments &arguments);

/// The heading of options about stages in --help-all.
QString stagesHeading();

} // namespace cairn
