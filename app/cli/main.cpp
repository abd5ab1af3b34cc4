// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/manualpage.h"
#include "app/cli/output.h"
#include "app/common/stopsignals.h"
#include "app/common/threadwaiting.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QSettings>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <optional>

using namespace Qt::StringLiterals;

namespace {

enum Exit {
    Done = 0,
    Failed = 1,
    WrongUsage = 2,
    Cancelled = 130, ///< what shells say of a program that Ctrl+C ended; after SIGTERM and SIGHUP, too
};

void print(FILE *stream, const QString &text)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
}

/// Cancelled by the first signal that asks to stop.
cairn::CancelToken cancelOnSignal()
{
    static cairn::CancelSource source;
    cairn::onStopSignal([] { source.cancel(); });
    return source.token();
}

Exit fail(cairn::Output &out, const cairn::Error &error)
{
    out.error(error);
    return error.code == cairn::ErrorCode::Cancelled ? Cancelled : Failed;
}

Exit runCommand(const cairn::Command &command, const QStringList &words)
{
    cairn::Output out(words.contains(u"--json"_s));
    try {
        const cairn::Arguments arguments(command, words);
        cairn::CommandContext context{out, cancelOnSignal()};
        const cairn::Result<void> result = command.run(arguments, context);
        return result ? Done : fail(out, result.error());
    } catch (const cairn::CommandFailed &failed) {
        return fail(out, failed.error);
    } catch (const cairn::UsageError &error) {
        out.error({cairn::ErrorCode::InvalidInput, error.message});
        print(stderr, u"Try “cairn-cli %1 --help”.\n"_s.arg(command.name));
        return WrongUsage;
    }
}

bool isHelp(const QString &word)
{
    return word == u"--help" || word == u"-h";
}

/// Nothing, with a sentence for the person, where there is no such command.
std::optional<cairn::Command> findCommand(const QString &name)
{
    const QList<cairn::Command> commands = cairn::allCommands();
    const auto command = std::find_if(commands.begin(), commands.end(),
                                      [&](const auto &candidate) { return candidate.name == name; });
    if (command != commands.end())
        return *command;
    print(stderr, u"cairn-cli: Unknown command “%1”.\nTry “cairn-cli --help”.\n"_s.arg(name));
    return {};
}

/// "help", "help COMMAND" and, for the build, "help --man".
Exit runHelp(const QStringList &words)
{
    if (words.isEmpty() || isHelp(words.first())) {
        print(stdout, cairn::programHelp());
        return Done;
    }
    if (words.first() == u"--man") {
        print(stdout, cairn::manualPage());
        return Done;
    }
    const auto command = findCommand(words.first());
    if (!command)
        return WrongUsage;
    print(stdout,
          words.contains(u"--help-all"_s) ? cairn::commandHelpAll(*command) : cairn::commandHelp(*command));
    return Done;
}

Exit run(QStringList words)
{
    if (words.isEmpty()) {
        print(stderr, cairn::programHelp());
        return WrongUsage;
    }
    const QString name = words.takeFirst();
    if (isHelp(name)) {
        print(stdout, cairn::programHelp());
        return Done;
    }
    if (name == u"--version") {
        print(stdout, u"Cairn %1\n"_s.arg(QCoreApplication::applicationVersion()));
        return Done;
    }
    if (name == u"help")
        return runHelp(words);
    const auto command = findCommand(name);
    if (!command)
        return WrongUsage;
    if (words.contains(u"--help-all"_s)) {
        print(stdout, cairn::commandHelpAll(*command));
        return Done;
    }
    if (std::any_of(words.begin(), words.end(), isHelp)) {
        print(stdout, cairn::commandHelp(*command));
        return Done;
    }
    return runCommand(*command, words);
}

} // namespace

int main(int argc, char **argv)
{
    cairn::letThreadsSleep(argv);
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"cairn"_s);
    QCoreApplication::setOrganizationName(u"cairn"_s); // the window's settings
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QCoreApplication::setApplicationVersion(QStringLiteral(CAIRN_VERSION));
    // Standard error is for sentences. Developers' logs come back with QT_LOGGING_RULES; OpenCV tells
    // std::cerr of every damaged image, which the import report does better.
    QLoggingCategory::setFilterRules(u"cairn.*.info=false"_s);
    std::cerr.rdbuf(nullptr);
    return run(app.arguments().sliced(1));
}
