// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

#include <limits>
#include <optional>
#include <QCommandLineParser>

namespace cairn {

/// The person wrote something that cannot be run. Thrown by Arguments and by commands, caught in main(): exit
/// code 2.
struct UsageError
{
    QString message; ///< one sentence
};

/// The arguments of one command, parsed and checked as they are asked for. Accessors throw UsageError.
class Arguments
{
public:
    /// `words` follow the command's name.
    Arguments(const Command &command, const QStringList &words);

    QString positional(int index) const { return m_parser.positionalArguments().value(index); }
    QStringList positionals() const { return m_parser.positionalArguments(); }

    bool has(const QString &option) const { return m_parser.isSet(option); }
    QString text(const QString &option) const { return m_parser.value(option); }
    QStringList texts(const QString &option) const { return m_parser.values(option); } ///< given repeatedly
    std::optional<qint64> integer(const QString &option, qint64 smallest,
                                  qint64 largest = std::numeric_limits<int>::max()) const;
    /// `smallest` and `largest` are excluded.
    std::optional<double> number(const QString &option, double smallest, double largest) const;

    /// The value, or its error as a UsageError.
    template <typename T>
    static T require(Result<T> result)
    {
        if (!result)
            throw UsageError{result.error().message};
        if constexpr (!std::is_void_v<T>)
            return *std::move(result);
    }

private:
    QCommandLineParser m_parser;
};

/// Texts for --help: 80 columns wide, a command's at most 24 lines long.
QString programHelp();
QString commandHelp(const Command &command);
/// For --help-all: every option, by group.
QString commandHelpAll(const Command &command);

} // namespace cairn
