// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QString usageLine(const Command &command)
{
    return u"Usage: cairn-cli %1 %2%3"_s.arg(command.name, command.positionals,
                                             command.options.isEmpty() ? u""_s : u" [OPTION…]"_s);
}

QString optionTitle(const Option &option)
{
    return option.value.isEmpty() ? u"--%1"_s.arg(option.name) : u"--%1 %2"_s.arg(option.name, option.value);
}

// Lines of at most `width` characters, broken between words.
QStringList wrapped(const QString &text, qsizetype width)
{
    QStringList lines{QString()};
    const QStringList words = text.split(u' ');
    for (const QString &word : words) {
        QString &line = lines.last();
        if (!line.isEmpty() && line.size() + 1 + word.size() > width)
            lines << word;
        else
            line += line.isEmpty() ? word : u' ' + word;
    }
    return lines;
}

QString optionLines(const QList<Option> &options)
{
    constexpr qsizetype screen = 80;
    qsizetype width = 0;
    for (const Option &option : options)
        width = std::max(width, optionTitle(option).size());
    QString lines;
    for (const Option &option : options) {
        QString title = optionTitle(option);
        const QStringList description = wrapped(option.description, screen - width - 4);
        for (const QString &line : description) {
            lines += u"  %1  %2\n"_s.arg(title, -int(width)).arg(line);
            title.clear();
        }
    }
    return lines;
}

} // namespace

Arguments::Arguments(const Command &command, const QStringList &words)
{
    m_parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsOptions);
    m_parser.addOption(QCommandLineOption(u"json"_s));
    for (const Option &option : command.options)
        m_parser.addOption(QCommandLineOption(option.name, option.description, option.value));
    if (!m_parser.parse(QStringList{command.name} + words)) {
        QString message = m_parser.errorText();
        throw UsageError{message.endsWith(u'.') ? message : message + u'.'};
    }
    const auto count = positionals().size();
    if (count < command.fewest)
        throw UsageError{u"Missing argument: %1 needs %2."_s.arg(command.name, command.positionals)};
    if (command.most >= 0 && count > command.most)
        throw UsageError{u"Unexpected argument: “%1”."_s.arg(positional(command.most))};
}

std::optional<qint64> Arguments::integer(const QString &option, qint64 smallest, qint64 largest) const
{
    if (!has(option))
        return {};
    bool ok = false;
    const qint64 value = text(option).toLongLong(&ok);
    if (!ok || value < smallest || value > largest) {
        throw UsageError{u"--%1 must be a whole number between %2 and %3, not “%4”."_s.arg(
            option, QString::number(smallest), QString::number(largest), text(option))};
    }
    return value;
}

std::optional<double> Arguments::number(const QString &option, double smallest, double largest) const
{
    if (!has(option))
        return {};
    bool ok = false;
    const double value = text(option).toDouble(&ok);
    if (!ok || !(value > smallest && value < largest)) {
        throw UsageError{u"--%1 must be a number between %2 and %3, not “%4”."_s.arg(
            option, QString::number(smallest), QString::number(largest), text(option))};
    }
    return value;
}

QString programHelp()
{
    QString help = u"Cairn on the command line: collect, label, train. Usage: cairn-cli COMMAND …\n\n"_s;
    const QList<Command> commands = allCommands();
    for (const Command &command : commands)
        help += u"  %1%2\n"_s.arg(command.name, -13).arg(command.description);
    help += u"\n--json: one object per line. help COMMAND or --help: its options. --version\n"
            "Example: cairn-cli train buildings.cairn --arch resnet50 --preset lesson\n"_s;
    return help;
}

QString commandHelp(const Command &command)
{
    QList<Option> options;
    std::copy_if(command.options.begin(), command.options.end(), std::back_inserter(options),
                 [](const Option &option) { return option.group.isEmpty(); });
    const bool more = options.size() < command.options.size();
    options << Option{u"json"_s, {}, u"one JSON object per line"_s};
    if (more)
        options << Option{u"help-all"_s, {}, u"show all other options"_s};
    return u"%1\n%2\n\n%3\nExample: cairn-cli %4\n"_s.arg(usageLine(command), command.description,
                                                          optionLines(options), command.example);
}

QString commandHelpAll(const Command &command)
{
    QString help = commandHelp(command);
    QStringList groups;
    for (const Option &option : command.options) {
        if (!option.group.isEmpty() && !groups.contains(option.group))
            groups << option.group;
    }
    for (const QString &group : std::as_const(groups)) {
        QList<Option> options;
        std::copy_if(command.options.begin(), command.options.end(), std::back_inserter(options),
                     [&](const Option &option) { return option.group == group; });
        help += u"\n%1\n%2"_s.arg(group, optionLines(options));
    }
    return help;
}

} // namespace cairn
