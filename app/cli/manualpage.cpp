// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/manualpage.h"

#include "app/cli/command.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// Text as roff reads it: nothing in it is a request or an escape, and all other than ASCII is named.
QString roff(const QString &text)
{
    QString out;
    for (const char32_t letter : text.toUcs4()) {
        if (letter == U'\\')
            out += u"\\[rs]"_s;
        else if (letter == U'-')
            out += u"\\-"_s; // a hyphen that can be copied to a command line
        else if (letter == U'"')
            out += u"\\[dq]"_s;
        else if (letter < 0x80)
            out += QChar(letter);
        else
            out += u"\\[u%1]"_s.arg(QString::number(letter, 16).toUpper(), 4, u'0');
    }
    const bool request = out.startsWith(u'.') || out.startsWith(u'\'');
    return request ? u"\\&"_s + out : out;
}

QString bold(const QString &text)
{
    return u"\\fB%1\\fR"_s.arg(roff(text));
}

QString italic(const QString &text)
{
    return u"\\fI%1\\fR"_s.arg(roff(text));
}

/// A term with what it means beside it.
QString entry(const QString &term, const QString &meaning)
{
    return u".TP\n%1\n%2\n"_s.arg(term, roff(meaning));
}

QString optionEntry(const Option &option)
{
    QString term = bold(u"--"_s + option.name);
    if (!option.value.isEmpty())
        term += u' ' + italic(option.value);
    return entry(term, option.description);
}

QString commandSection(const Command &command)
{
    QString text = u".SS %1\n%2.\n.PP\n%3"_s.arg(roff(command.name), roff(command.description),
                                                 bold(u"cairn-cli "_s + command.name));
    if (!command.positionals.isEmpty())
        text += u' ' + italic(command.positionals);
    text += command.options.isEmpty() ? u"\n"_s : u" [%1]\n"_s.arg(italic(u"OPTION…"_s));
    QString group;
    for (const Option &option : command.options) {
        if (option.group != group)
            text += u".PP\n%1\n"_s.arg(roff(option.group));
        group = option.group;
        text += optionEntry(option);
    }
    return text + u".PP\nExample:\n.PP\n.RS 4\n%1\n.RE\n"_s.arg(roff(u"cairn-cli "_s + command.example));
}

} // namespace

QString manualPage()
{
    QString page = u".TH CAIRN\\-CLI 1 \"\" \"Cairn %1\" \"User Commands\"\n"_s.arg(
        QCoreApplication::applicationVersion());
    page += u".SH NAME\ncairn\\-cli \\- label images and train classifiers on them\n"
            ".SH SYNOPSIS\n\\fBcairn\\-cli\\fR \\fICOMMAND\\fR \\fIARGUMENT\\fR... [\\fIOPTION\\fR...]\n.br\n"
            "\\fBcairn\\-cli help\\fR [\\fICOMMAND\\fR]\n.br\n\\fBcairn\\-cli \\-\\-version\\fR\n"_s;
    page += u".SH DESCRIPTION\n"_s
        + roff(u"Collects and labels images, trains a ResNet on them, reviews its mistakes and exports the "
               u"model. "
               "Works on the same project folders as the window, cairn."_s)
        + u"\n.PP\nEvery command takes these options, too:\n"_s
        + entry(bold(u"--json"_s), u"Print one JSON object per line instead of text, for other programs."_s)
        + entry(bold(u"--help"_s), u"Show the command's options and an example."_s)
        + entry(bold(u"--help-all"_s), u"Show all of its options."_s);
    page += u".SH COMMANDS\n"_s;
    const QList<Command> commands = allCommands();
    for (const Command &command : commands)
        page += commandSection(command);
    page += u".SH EXIT STATUS\n"_s + entry(u"0"_s, u"Done."_s) + entry(u"1"_s, u"Failed."_s)
        + entry(u"2"_s, u"Wrong usage."_s)
        + entry(u"130"_s, u"Stopped by SIGINT (Ctrl+C), SIGTERM or SIGHUP; finished work is kept."_s);
    page += u".SH ENVIRONMENT\n"_s
        + entry(bold(u"CAIRN_WEIGHTS_DIR"_s),
                u"Another folder in which ImageNet weight files are looked for."_s)
        + entry(bold(u"RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT"_s),
                u"Set by a launcher such as torchrun: training in several processes."_s);
    page += u".SH FILES\n"_s + entry(italic(u"~/.cache/cairn"_s), u"Thumbnails and ImageNet weights."_s)
        + entry(italic(u"~/.config/cairn"_s), u"Settings."_s);
    return page;
}

} // namespace cairn
