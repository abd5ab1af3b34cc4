#pragma once

#include "app/cli/command.h"
#include "core/learn/trainingconfig.h"

namespace cairn {

/// An option of train and find-lr and what it does to a configuration. Applied in the order of their table.
struct Setting
{
    Option option;
    /// Throws UsageError; ranges are validate()'s business.
    void (*apply)(TrainingConfig &config, const Arguments &arguments, const QString &option);
};

/// Those that shape the network.
QList<Setting> networkSettings();
/// All others but weights, preset, stages and file.
QList<Setting> runSettings();

/// The heading of options about stages in --help-all.
inline const QString stagesGroup = QStringLiteral("Stages:");

} // namespace cairn
