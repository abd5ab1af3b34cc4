// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"

#include <QList>
#include <QString>
#include <type_traits>
#include <utility>

namespace cairn {

class Arguments;
class Output;

struct Option
{
    QString name; ///< "epochs"
    QString value; ///< "N"; empty for a switch
    QString description; ///< short: one line of the help
    QString group = {}; ///< heading in --help-all, which alone shows it; empty: --help does, too
};

/// The end of a command with an error. Thrown by orFail(), caught in main().
struct CommandFailed
{
    Error error;
};

/// The value, or the end of the command with the error: what a command's steps are chained with. Not for
/// functions that something else than a command calls.
template <typename T>
T orFail(Result<T> result)
{
    if (!result)
        throw CommandFailed{result.error()};
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

/// What a command works with besides its arguments.
struct CommandContext
{
    Output &out;
    CancelToken cancel; ///< set by the first SIGINT, SIGTERM or SIGHUP
};

/// One word of the command line.
struct Command
{
    QString name;
    QString positionals; ///< "PROJECT FOLDER", as the help shows them
    int fewest = 1; ///< positional arguments
    int most = 1; ///< −1: any number
    QString description; ///< one sentence
    QString example; ///< without the program's name
    QList<Option> options;
    /// Errors, returned or thrown as CommandFailed, are told to the person and end with exit code 1,
    /// Cancelled with 130; a UsageError is thrown and ends with 2.
    Result<void> (*run)(const Arguments &arguments, CommandContext &context);
};

// One file each in commands/.
Command adoptCommand();
Command attributionCommand();
Command checkCommand();
Command classesCommand();
Command compareCommand();
Command downloadCommand();
Command evaluateCommand();
Command explainCommand();
Command exportCommand();
Command exportDataCommand();
Command findLrCommand();
Command importCommand();
Command labelCommand();
Command labelIssuesCommand();
Command newCommand();
Command predictCommand();
Command quarantineCommand();
Command relocateCommand();
Command runsCommand();
Command sampleCommand();
Command splitCommand();
Command summaryCommand();
Command trainCommand();
Command trashCommand();

/// In the order of the work.
QList<Command> allCommands();

} // namespace cairn
