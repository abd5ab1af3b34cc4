// SPDX-License-Identifier: GPL-3.0-or-later
// cairn-cli(1), which the build makes with `cairn-cli help --man`: nothing that --help knows is missing.

#include "tests/cli/cliprocess.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

class TestManualPage : public QObject
{
    Q_OBJECT

    QString m_page;
    QStringList m_commands;

    static QString help(const QStringList &arguments) { return QString::fromUtf8(cli(arguments).out); }
    /// From the command's heading to the next one.
    QString section(const QString &command) const
    {
        const QString heading = u"\n.SS "_s + QString(command).replace(u'-', u"\\-"_s) + u'\n';
        const qsizetype begin = m_page.indexOf(heading);
        return begin < 0 ? QString() : m_page.mid(begin + 1).section(u"\n.S"_s, 0, 0);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const CliResult result = cli({u"help"_s, u"--man"_s});
        QCOMPARE(result.exitCode, 0);
        QVERIFY(result.err.isEmpty());
        m_page = QString::fromUtf8(result.out);
        static const QRegularExpression listed(u"^  ([a-z-]+) "_s, QRegularExpression::MultilineOption);
        for (auto found = listed.globalMatch(help({u"--help"_s})); found.hasNext();)
            m_commands << found.next().captured(1);
        QVERIFY(m_commands.size() > 20);
    }

    void isWellFormed()
    {
        QVERIFY(m_page.startsWith(u".TH CAIRN\\-CLI 1 "_s));
        QVERIFY(m_page.contains(u"\n.SH NAME\ncairn\\-cli \\- "_s));
        static const QSet<QString> requests{u".TH"_s, u".SH"_s, u".SS"_s, u".TP"_s,
                                            u".PP"_s, u".RS"_s, u".RE"_s, u".br"_s};
        static const QRegularExpression escape(u"\\\\([^-f&\\[]|$)"_s);
        const QStringList lines = m_page.split(u'\n');
        for (const QString &line : lines) {
            for (const QChar letter : line)
                QVERIFY2(letter >= u' ' && letter <= u'~', qPrintable(line));
            QVERIFY2(!line.startsWith(u'.') || requests.contains(line.section(u' ', 0, 0)), qPrintable(line));
            QVERIFY2(!line.startsWith(u'\'') && !line.contains(escape), qPrintable(line));
        }
    }

    void namesEveryCommandAndOption()
    {
        static const QRegularExpression option(u"^  --([a-z0-9-]+)"_s, QRegularExpression::MultilineOption);
        for (const QString &command : std::as_const(m_commands)) {
            const QString text = section(command);
            QVERIFY2(!text.isEmpty(), qPrintable(command));
            const QString known = help({command, u"--help-all"_s});
            QVERIFY(known.contains(option));
            for (auto found = option.globalMatch(known); found.hasNext();) {
                const QString name = found.next().captured(1);
                const bool common = name == u"json" || name == u"help-all"; // once for all commands
                const QString term = u"\n.TP\n\\fB\\-\\-%1\\fR"_s.arg(QString(name).replace(u'-', u"\\-"_s));
                QVERIFY2((common ? m_page : text).contains(term), qPrintable(command + u" --"_s + name));
            }
        }
    }

    void helpIsACommandToo()
    {
        QCOMPARE(help({u"help"_s}), help({u"--help"_s}));
        QCOMPARE(help({u"help"_s, u"train"_s}), help({u"train"_s, u"--help"_s}));
        QCOMPARE(help({u"help"_s, u"train"_s, u"--help-all"_s}), help({u"train"_s, u"--help-all"_s}));
        QCOMPARE(cli({u"help"_s, u"teach"_s}).exitCode, 2);
    }
};

QTEST_GUILESS_MAIN(TestManualPage)
#include "tst_manualpage.moc"
