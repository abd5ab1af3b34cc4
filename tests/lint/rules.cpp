// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lint/rules.h"

#include <QHash>
#include <QRegularExpression>

namespace cairn::lint {

namespace {

using Regex = QRegularExpression;

QString complaint(const SourceFile &file, qsizetype line, const QString &what)
{
    return QStringLiteral("%1:%2: %3").arg(file.path).arg(line).arg(what);
}

bool isSource(const QString &path)
{
    return path.endsWith(QLatin1String(".cpp")) || path.endsWith(QLatin1String(".h"));
}

bool isIn(const QString &path, const QStringList &rooms)
{
    for (const QString &room : rooms) {
        if (path.startsWith(room + QLatin1Char('/')))
            return true;
    }
    return false;
}

/// "core/learn", "core/engine/data", "ui", "app/cli", "tests"
QString roomOf(const QString &path)
{
    const QString top = path.section(QLatin1Char('/'), 0, 0);
    if (path.startsWith(QLatin1String("core/engine/")) && path.count(QLatin1Char('/')) > 2)
        return path.section(QLatin1Char('/'), 0, 2);
    return top == QLatin1String("core") || top == QLatin1String("app") ? path.section(QLatin1Char('/'), 0, 1)
                                                                       : top;
}

/// Every line that matches gives a complaint.
QStringList complainOfLines(const SourceFile &file, const Regex &pattern, const QString &what)
{
    QStringList complaints;
    const QStringList lines = file.text.split(QLatin1Char('\n'));
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (pattern.match(lines[i]).hasMatch())
            complaints << complaint(file, i + 1, what);
    }
    return complaints;
}

/// The engine's rooms from the ground up: each may use those before it.
QHash<QString, QStringList> engineRooms()
{
    QStringList allowed{QStringLiteral("core/base"), QStringLiteral("core/learn"),
                        QStringLiteral("core/imaging")};
    QHash<QString, QStringList> table;
    for (const char *room : {"runtime", "winograd", "weights", "network", "distributed", "data", "export",
                             "inference", "training"}) {
        const QString folder = QStringLiteral("core/engine/") + QLatin1String(room);
        table.insert(folder, allowed);
        allowed << folder;
    }
    table.insert(QStringLiteral("core/engine"), allowed);
    return table;
}

/// What of our own a room may include, besides itself.
const QHash<QString, QStringList> &ownIncludes()
{
    static const QStringList core{QStringLiteral("core/base"),    QStringLiteral("core/learn"),
                                  QStringLiteral("core/project"), QStringLiteral("core/imaging"),
                                  QStringLiteral("core/dataset"), QStringLiteral("core/acquire"),
                                  QStringLiteral("core/runs")};
    static const QStringList programs = core + QStringList{QStringLiteral("core/sample")};
    static const QHash<QString, QStringList> rooms{
        {QStringLiteral("core/base"), {}},
        {QStringLiteral("core/learn"), {QStringLiteral("core/base")}},
        {QStringLiteral("core/imaging"), {QStringLiteral("core/base"), QStringLiteral("core/learn")}},
        {QStringLiteral("core/project"), {QStringLiteral("core/base"), QStringLiteral("core/learn")}},
        {QStringLiteral("core/dataset"),
         {QStringLiteral("core/base"), QStringLiteral("core/learn"), QStringLiteral("core/project"),
          QStringLiteral("core/imaging")}},
        {QStringLiteral("core/acquire"),
         {QStringLiteral("core/base"), QStringLiteral("core/learn"), QStringLiteral("core/project"),
          QStringLiteral("core/dataset")}},
        {QStringLiteral("core/runs"),
         {QStringLiteral("core/base"), QStringLiteral("core/learn"), QStringLiteral("core/project"),
          QStringLiteral("core/dataset"), QStringLiteral("core/acquire")}},
        {QStringLiteral("core/sample"),
         {QStringLiteral("core/base"), QStringLiteral("core/project"), QStringLiteral("core/dataset")}},
        {QStringLiteral("ui"), programs},
        {QStringLiteral("app/common"), core},
        {QStringLiteral("app/cli"), programs + QStringList{QStringLiteral("app/common")}},
        {QStringLiteral("app/window"),
         core + QStringList{QStringLiteral("app/common"), QStringLiteral("ui")}},
    };
    static const QHash<QString, QStringList> table = [] {
        QHash<QString, QStringList> all = engineRooms();
        all.insert(rooms);
        return all;
    }();
    return table;
}

/// Headers from outside that belong to some rooms only. Tests may use anything.
struct Reserved
{
    Regex header;
    QStringList rooms;
};

const QList<Reserved> &reservedHeaders()
{
    static const QList<Reserved> list{
        {Regex(QStringLiteral("^(torch|ATen|c10|caffe2)/")), {QStringLiteral("core/engine")}},
        {Regex(QStringLiteral("^opencv2/")), {QStringLiteral("core/imaging"), QStringLiteral("core/engine")}},
        {Regex(QStringLiteral("^(QtSql|QSql)")), {QStringLiteral("core/project")}},
        {Regex(QStringLiteral("^(QtNetwork|QNetwork|QTcp|QSsl|QHost|QHttp)")),
         {QStringLiteral("core/acquire"), QStringLiteral("core/engine/distributed")}},
        {Regex(QStringLiteral("^qcustomplot")), {QStringLiteral("ui/plots")}},
        {Regex(QStringLiteral("^(QtWidgets|Q(\\w*Widget|Application|\\w*Dialog|MainWindow|MessageBox|\\w*"
                              "Button|Label|LineEdit|\\w*SpinBox|"
                              "\\w*Slider|(AbstractItem|Tree|List|Table|Column|Header|Graphics)View|\\w*"
                              "Layout|Menu|MenuBar|ToolBar|StatusBar|Splitter|Style|"
                              "ProgressBar|\\w*Delegate|"
                              "Frame|ScrollArea|ToolTip|ComboBox|GroupBox)$)")),
         {QStringLiteral("ui"), QStringLiteral("app/window")}},
        {Regex(QStringLiteral(
             "^(QtGui|QImage|QPixmap|QPainter|QColor|QFont|QIcon|QGuiApplication|QAction|QUndo\\w+)")),
         {QStringLiteral("ui"), QStringLiteral("app/window"), QStringLiteral("core/imaging"),
          QStringLiteral("core/dataset"), QStringLiteral("core/project"), QStringLiteral("core/sample")}},
    };
    return list;
}

QString includeComplaint(const SourceFile &file, const QString &header, bool own)
{
    const QString room = roomOf(file.path);
    if (room == QLatin1String("tests"))
        return {};
    if (own) {
        const QStringList allowed = ownIncludes().value(room) + QStringList{room};
        for (const QString &prefix : allowed) {
            if (header == prefix || header.startsWith(prefix + QLatin1Char('/')))
                return {};
        }
        return QStringLiteral("says \"%1\", which %2 may not use").arg(header, room);
    }
    for (const Reserved &reserved : reservedHeaders()) {
        if (reserved.header.match(header).hasMatch() && !isIn(file.path, reserved.rooms))
            return QStringLiteral("says <%1>, which is for %2")
                .arg(header, reserved.rooms.join(QStringLiteral(", ")));
    }
    return {};
}

QString firstCapture(const QString &text, const QString &pattern)
{
    return Regex(pattern, Regex::MultilineOption).match(text).captured(1);
}

} // namespace

QStringList forbiddenIncludes(const SourceFile &file)
{
    // Programs that go out with an exported model are no part of Cairn.
    if (!isSource(file.path) || isIn(file.path, {QStringLiteral("resources/bundle")}))
        return {};
    static const Regex include(QStringLiteral("^\\s*#\\s*include\\s*([<\"])([^>\"]+)"));
    QStringList complaints;
    const QStringList lines = file.text.split(QLatin1Char('\n'));
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const auto match = include.match(lines[i]);
        if (!match.hasMatch())
            continue;
        // Generated by moc: beside the source.
        if (match.captured(2).endsWith(QLatin1String(".moc")))
            continue;
        const QString fault
            = includeComplaint(file, match.captured(2), match.captured(1) == QLatin1String("\""));
        if (!fault.isEmpty())
            complaints << complaint(file, i + 1, fault);
    }
    return complaints;
}

QStringList forbiddenWords(const SourceFile &file)
{
    if (!isSource(file.path))
        return {};
    static const Regex macros(QStringLiteral(
        "^\\s*((public|protected|private)\\s+)?(signals|slots)\\s*:|^\\s*emit\\s+\\w|\\bforeach\\s*\\("));
    static const Regex events(QStringLiteral("\\bprocessEvents\\s*\\("));
    QStringList complaints
        = complainOfLines(file, macros, QStringLiteral("write Q_SIGNALS, Q_SLOTS, Q_EMIT and range-for"));
    if (roomOf(file.path) != QLatin1String("tests"))
        complaints += complainOfLines(file, events,
                                      QStringLiteral("no events inside of work: use a thread or a timer"));
    return complaints;
}

QStringList sleepingTests(const SourceFile &file)
{
    // The fakes in support take their time on purpose.
    if (!isSource(file.path) || roomOf(file.path) != QLatin1String("tests")
        || isIn(file.path, {QStringLiteral("tests/support"), QStringLiteral("tests/lint")}))
        return {};
    // A line may say why it must: "// on purpose: the bound itself is tested".
    static const Regex sleeping(QStringLiteral(
        "^(?!.*// on purpose: "
        "\\w).*(\\b(qWait|qSleep|sleep_for|sleep_until|msleep|usleep|nanosleep)\\s*\\(|QThread::sleep)"));
    return complainOfLines(
        file, sleeping, QStringLiteral("wait for what you wait for (QTRY_*, QSignalSpy), not by the clock"));
}

QStringList openingByName(const SourceFile &file)
{
    static const QStringList openers{QStringLiteral("core/base/folder.cpp"),
                                     QStringLiteral("core/base/outside.cpp")};
    if (!file.path.endsWith(QLatin1String(".cpp"))
        || !isIn(file.path, {QStringLiteral("core"), QStringLiteral("ui"), QStringLiteral("app")})
        || openers.contains(file.path))
        return {};
    static const Regex opening(
        QStringLiteral("\\bQ(File|SaveFile|TemporaryFile|TemporaryDir|LockFile) \\w+[({;]"
                       "|_unique<Q(File|SaveFile|Temporary\\w+|LockFile)>\\("
                       "|\\b[io]?fstream \\w+|\\bfopen\\s*\\(|\\bmkpath\\(|\\bremoveRecursively\\("
                       "|(?<!buffer\\.)\\bopen\\(QIODevice::(WriteOnly|ReadWrite|Append|NewOnly)|\\bQFile::("
                       "remove|rename|copy|link)\\("
                       "|\\bfilesystem::(rename|remove\\w*|copy\\w*|create_\\w+)\\("));
    static const Regex reason(QStringLiteral("// by name: \\w"));
    QStringList complaints;
    const QStringList lines = file.text.split(QLatin1Char('\n'));
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const bool said = lines[i].contains(reason) || (i > 0 && lines[i - 1].contains(reason));
        if (!said && lines[i].contains(opening))
            complaints << complaint(
                file, i + 1,
                QStringLiteral("opens by name, which may be a link in a stranger's project, a pipe or "
                               "/dev/zero. To write: "
                               "Folder (core/base/folder.h: replace, append, change, moveHere, make, remove, "
                               "removeTree) or "
                               "replaceFile(path, …). To read: openOutside() or readOutside() "
                               "(core/base/outside.h). Where it "
                               "can be neither, say why on the line or the one before: // by name: …"));
    }
    return complaints;
}

QStringList guessedHtml(const SourceFile &file)
{
    static const QStringList makers{QStringLiteral("ui/widgets/layout.cpp"),
                                    QStringLiteral("ui/widgets/plaintext.cpp")};
    if (!file.path.endsWith(QLatin1String(".cpp")) || makers.contains(file.path)
        || !isIn(file.path, {QStringLiteral("ui"), QStringLiteral("app/window")}))
        return {};
    QStringList complaints = complainOfLines(
        file, Regex(QStringLiteral("\\bnew QLabel\\b|_unique<QLabel>|\\bQLabel \\w+[({;]")),
        QStringLiteral("a label guesses whether its text is HTML: makeLabel() (ui/widgets/layout.h)"));
    complaints += complainOfLines(
        file,
        Regex(QStringLiteral(
            "\\bQMessageBox(\\(| \\w+[({;]|::(warning|critical|information|question|about)\\()")),
        QStringLiteral("a message guesses whether its text is HTML: PlainMessage (ui/widgets/plaintext.h)"));
    // Statements that give a tip: text of ours as it stands, or plainTip().
    static const Regex tip(
        QStringLiteral("(setToolTip\\(|QToolTip::showText\\(|ToolTipRole\\b[^;{}]*?\\breturn\\b)[^;]*;"));
    static const Regex ours(
        QStringLiteral("(setToolTip\\(|\\breturn)\\s*([\\w.()]+ \\? )?tr\\(|QVariant\\(\\)|return \\{\\}"));
    for (auto found = tip.globalMatch(file.text); found.hasNext();) {
        const auto match = found.next();
        const QString statement = match.captured();
        const bool filled = statement.contains(QLatin1String(".arg("));
        if (statement.contains(QLatin1String("plainTip(")) || (!filled && statement.contains(ours)))
            continue;
        const qsizetype line = file.text.left(match.capturedStart()).count(QLatin1Char('\n')) + 1;
        complaints << complaint(file, line,
                                QStringLiteral("a tip guesses whether its text is HTML: plainTip() "
                                               "(ui/widgets/plaintext.h), unless it is tr(\"…\") alone"));
    }
    return complaints;
}

QStringList unfinishedWork(const SourceFile &file)
{
    // In two parts, so that this file does not complain of itself.
    static const Regex words(QStringLiteral("\\b(TO"
                                            "DO|FIX"
                                            "ME|X"
                                            "XX|HA"
                                            "CK)\\b"));
    return complainOfLines(file, words, QStringLiteral("finish it, or take it out"));
}

QStringList machinePaths(const SourceFile &file)
{
    static const Regex paths(QStringLiteral("(?<![\\w.}~$])/(work|root|home"
                                            ")/"));
    return complainOfLines(file, paths, QStringLiteral("names a folder of one machine"));
}

QStringList shape(const SourceFile &file)
{
    if (!isSource(file.path))
        return {};
    const qsizetype most = isIn(file.path, {QStringLiteral("app")}) ? 250 : 500;
    const qsizetype lines = file.text.count(QLatin1Char('\n'));
    QStringList complaints;
    if (lines > most)
        complaints << complaint(file, lines, QStringLiteral("is longer than %1 lines: split it").arg(most));
    if (file.path.endsWith(QLatin1String(".h")) && !file.text.contains(QLatin1String("#pragma once")))
        complaints << complaint(file, 1, QStringLiteral("has no #pragma once"));
    return complaints;
}

QStringList license(const SourceFile &file)
{
    // Those of the bundle become part of what a person exports.
    if (!isSource(file.path) || isIn(file.path, {QStringLiteral("resources")}))
        return {};
    if (file.text.startsWith(QLatin1String("// SPDX-License-Identifier: GPL-3.0-or-later\n")))
        return {};
    return {
        complaint(file, 1, QStringLiteral("does not begin with its license: // SPDX-License-Identifier: …"))};
}

QStringList typesDefinedTwice(const QList<SourceFile> &files)
{
    static const Regex type(QStringLiteral("^(?:struct|class|enum class) (\\w+)[^;\\n]*$"),
                            Regex::MultilineOption);
    static const Regex space(QStringLiteral("^namespace ([\\w:]+)"), Regex::MultilineOption);
    QHash<QString, QString> places;
    QStringList complaints;
    for (const SourceFile &file : files) {
        // Tests and benches are programs of their own.
        if (!file.path.endsWith(QLatin1String(".h")) || isIn(file.path, {QStringLiteral("tests")}))
            continue;
        const QString in = space.match(file.text).captured(1);
        for (auto found = type.globalMatch(file.text); found.hasNext();) {
            const QString name = in + QStringLiteral("::") + found.next().captured(1);
            if (places.value(name, file.path) != file.path) // in one file it is a specialization
                complaints << QStringLiteral("%1 and %2 define %3").arg(places[name], file.path, name);
            places.insert(name, file.path);
        }
    }
    return complaints;
}

QStringList unregisteredTest(const SourceFile &test, const QString &lists)
{
    // "tst_metrics.cpp", "tst_metrics", or "metrics" in a list that a loop goes through
    const QString name = test.path.section(QLatin1Char('/'), -1).chopped(4).mid(4);
    if (lists.contains(Regex(QStringLiteral("\\b(tst_)?%1\\b").arg(name))))
        return {};
    return {complaint(test, 1, QStringLiteral("is not in the CMakeLists.txt beside it"))};
}

QStringList torchNeeded(const QString &binary, const QString &readelf)
{
    static const Regex needed(QStringLiteral("\\(NEEDED\\).*\\[(lib(torch|c10|caffe2)[^\\]]*)\\]"));
    QStringList complaints;
    for (auto matches = needed.globalMatch(readelf); matches.hasNext();)
        complaints << QStringLiteral("%1 needs %2").arg(binary, matches.next().captured(1));
    return complaints;
}

QString cmakeVersion(const QString &text)
{
    return firstCapture(text, QStringLiteral("^project\\(Cairn\\s+VERSION (\\d+\\.\\d+\\.\\d+)"));
}

QString metainfoVersion(const QString &text)
{
    return firstCapture(text, QStringLiteral("<release version=\"(\\d+\\.\\d+\\.\\d+)\""));
}

QString changelogVersion(const QString &text)
{
    return firstCapture(text, QStringLiteral("^## \\[?(\\d+\\.\\d+\\.\\d+)"));
}

} // namespace cairn::lint
