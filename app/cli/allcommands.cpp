// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

namespace cairn {

QList<Command> allCommands()
{
    return {newCommand(),        sampleCommand(),      importCommand(),      downloadCommand(),
            quarantineCommand(), attributionCommand(), checkCommand(),       splitCommand(),
            classesCommand(),    labelCommand(),       trashCommand(),       relocateCommand(),
            exportDataCommand(), findLrCommand(),      trainCommand(),       adoptCommand(),
            runsCommand(),       evaluateCommand(),    labelIssuesCommand(), compareCommand(),
            explainCommand(),    exportCommand(),      predictCommand(),     summaryCommand()};
}

} // namespace cairn
