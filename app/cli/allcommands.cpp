#include "app/cli/command.h"

namespace cairn {

QList<Command> allCommands()
{
    return {newCommand(),     sampleCommand(),  importCommand(), splitCommand(), checkCommand(),
            classesCommand(), findLrCommand(),  trainCommand(),  runsCommand(),  evaluateCommand(),
            exportCommand(),  predictCommand(), summaryCommand()};
}

} // namespace cairn
