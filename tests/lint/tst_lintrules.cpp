// SPDX-License-Identifier: GPL-3.0-or-later
// Every rule sees a fault and lets good code pass: a rule that never complains is worth nothing.

#include "tests/lint/rules.h"

#include <QTest>

using namespace cairn::lint;

class TestLintRules : public QObject
{
    Q_OBJECT

    using Rule = QStringList (*)(const SourceFile &);

    static void row(const char *name, Rule rule, const char *path, const char *text, int faults)
    {
        QTest::newRow(name) << int(rules().indexOf(rule)) << QString::fromUtf8(path)
                            << QString::fromUtf8(text) << faults;
    }
    static QList<Rule> rules()
    {
        return {forbiddenIncludes, forbiddenWords, sleepingTests, openingByName, guessedHtml,
                unfinishedWork,    machinePaths,   shape,         license,       obsoleteWords};
    }

    static void rowsOfIncludes()
    {
        row("torch in core/learn", forbiddenIncludes, "core/learn/a.h", "#include <torch/torch.h>\n", 1);
        row("torch in ui", forbiddenIncludes, "ui/a.cpp", "# include <ATen/ATen.h>\n", 1);
        row("torch in the engine", forbiddenIncludes, "core/engine/a.cpp", "#include <torch/torch.h>\n", 0);
        row("OpenCV in ui", forbiddenIncludes, "ui/a.cpp", "#include <opencv2/core.hpp>\n", 1);
        row("OpenCV in imaging", forbiddenIncludes, "core/imaging/a.cpp", "#include <opencv2/core.hpp>\n", 0);
        row("SQL in ui", forbiddenIncludes, "ui/a.cpp", "#include <QSqlQuery>\n", 1);
        row("SQL in runs", forbiddenIncludes, "core/runs/a.cpp", "#include <QtSql/QSqlQuery>\n", 1);
        row("SQL in project", forbiddenIncludes, "core/project/a.cpp", "#include <QSqlQuery>\n", 0);
        row("network in ui", forbiddenIncludes, "ui/a.cpp", "#include <QNetworkReply>\n", 1);
        row("network in acquire", forbiddenIncludes, "core/acquire/a.cpp", "#include <QNetworkReply>\n", 0);
        row("widgets in core", forbiddenIncludes, "core/base/a.cpp",
            "#include <QWidget>\n#include <QTreeView>\n#include <QFileDialog>\n", 3);
        row("widgets in the command line", forbiddenIncludes, "app/cli/a.cpp", "#include <QApplication>\n",
            1);
        row("widgets in ui", forbiddenIncludes, "ui/a.cpp", "#include <QApplication>\n", 0);
        row("Gui in the engine", forbiddenIncludes, "core/engine/a.cpp", "#include <QImage>\n", 1);
        row("QCustomPlot in a page", forbiddenIncludes, "ui/pages/a.cpp", "#include <qcustomplot.h>\n", 1);
        row("QCustomPlot in plots", forbiddenIncludes, "ui/plots/a.cpp", "#include <qcustomplot.h>\n", 0);
        row("base looks up", forbiddenIncludes, "core/base/a.h", "#include \"core/learn/arch.h\"\n", 1);
        row("learn looks at project", forbiddenIncludes, "core/learn/a.h",
            "#include \"core/project/records.h\"\n", 1);
        row("project looks at dataset", forbiddenIncludes, "core/project/a.h",
            "#include \"core/dataset/importer.h\"\n", 1);
        row("project looks at imaging", forbiddenIncludes, "core/project/a.h",
            "#include \"core/imaging/quality.h\"\n", 1);
        row("imaging looks at learn", forbiddenIncludes, "core/imaging/a.h",
            "#include \"core/learn/trainingconfig.h\"\n", 0);
        row("learn looks at imaging", forbiddenIncludes, "core/learn/a.h",
            "#include \"core/imaging/augment.h\"\n", 1);
        row("acquire looks at imaging", forbiddenIncludes, "core/acquire/a.h",
            "#include \"core/imaging/decode.h\"\n", 1);
        row("acquire looks at learn", forbiddenIncludes, "core/acquire/a.h",
            "#include \"core/learn/arch.h\"\n", 0);
        row("runs looks at the engine", forbiddenIncludes, "core/runs/a.h",
            "#include \"core/engine/torchengine.h\"\n", 1);
        row("a room of the engine looks up", forbiddenIncludes, "core/engine/network/a.h",
            "#include \"core/engine/training/trainer.h\"\n", 1);
        row("a room of the engine looks down", forbiddenIncludes, "core/engine/training/a.h",
            "#include \"core/engine/network/network.h\"\n", 0);
        row("the engine looks at project", forbiddenIncludes, "core/engine/a.h",
            "#include \"core/project/records.h\"\n", 1);
        row("core looks at ui", forbiddenIncludes, "core/runs/a.h", "#include \"ui/theme.h\"\n", 1);
        row("ui looks at the engine", forbiddenIncludes, "ui/a.h", "#include \"core/engine/torchengine.h\"\n",
            1);
        row("ui looks at learn", forbiddenIncludes, "ui/a.h", "#include \"core/learn/engine.h\"\n", 0);
        row("the command line looks at ui", forbiddenIncludes, "app/cli/a.cpp", "#include \"ui/theme.h\"\n",
            1);
        row("not from the root", forbiddenIncludes, "core/learn/a.cpp", "#include \"arch.h\"\n", 1);
        row("tests may", forbiddenIncludes, "tests/engine/a.cpp",
            "#include <torch/torch.h>\n#include \"ui/theme.h\"\n", 0);
        row("moc", forbiddenIncludes, "ui/a.cpp", "#include \"a.moc\"\n", 0);
    }

private Q_SLOTS:
    void linesAreJudged_data()
    {
        QTest::addColumn<int>("rule");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("faults");
        rowsOfIncludes();
        row("signals", forbiddenWords, "ui/a.h", "signals:\npublic slots:\n    private slots:\n", 3);
        row("Q_SIGNALS", forbiddenWords, "ui/a.h", "Q_SIGNALS:\nprivate Q_SLOTS:\n    Q_EMIT changed();\n",
            0);
        row("emit", forbiddenWords, "ui/a.cpp", "    emit changed();\n", 1);
        row("events in work", forbiddenWords, "core/a/b.cpp", "QCoreApplication::processEvents();\n", 1);
        row("qWait", sleepingTests, "tests/ui/tst_a.cpp", "QTest::qWait(100);\nQThread::msleep(3);\n", 2);
        row("sleep_for", sleepingTests, "tests/ui/tst_a.cpp", "std::this_thread::sleep_for(1s);\n", 1);
        row("sleep for a reason", sleepingTests, "tests/ui/tst_a.cpp",
            "QThread::msleep(250); // on purpose: the bound is tested\n", 0);
        row("qWaitFor", sleepingTests, "tests/ui/tst_a.cpp",
            "QVERIFY(QTest::qWaitFor([] { return true; }));\n", 0);
        row("a file of Qt's to save", openingByName, "core/runs/a.cpp", "    QSaveFile file(path);\n", 1);
        row("a file to append to", openingByName, "ui/a.cpp", "if (!file.open(QIODevice::Append))\n", 1);
        row("removing by name", openingByName, "core/runs/a.cpp",
            "QFile::remove(path);\nQDir(path).removeRecursively();\nstd::filesystem::rename(a, b);\n", 3);
        row("writing by name for a reason", openingByName, "app/cli/a.cpp",
            "QDir().mkpath(path); // by name: the cache\n// by name: the cache\nQLockFile lock(path);\n", 0);
        row("writing in a folder", openingByName, "core/runs/a.cpp", "folder.replace(name, bytes);\n", 0);
        row("reading by name", openingByName, "core/runs/a.cpp", "QFile file(path);\n", 1);
        row("a file that Folder opened", openingByName, "core/runs/a.cpp", "QFile &file = **opened;\n", 0);
        row("tests write where they like", openingByName, "tests/runs/a.cpp", "QSaveFile file(path);\n", 0);
        row("a label of Qt's", guessedHtml, "ui/a.cpp", "auto *label = new QLabel(name);\n", 1);
        row("a label of ours", guessedHtml, "ui/a.cpp", "QLabel *label = makeLabel(name, role);\n", 0);
        row("a message of Qt's", guessedHtml, "ui/a.cpp",
            "QMessageBox box(this);\nQMessageBox::warning(this, title, text);\n", 2);
        row("a message of ours", guessedHtml, "ui/a.cpp",
            "PlainMessage box(title, text, {}, this);\nbox.addButton(tr(\"x\"), QMessageBox::AcceptRole);\n",
            0);
        row("a name as a tip", guessedHtml, "ui/a.cpp",
            "label->setToolTip(name);\nlabel->setToolTip(\n    tr(\"%1\").arg(name));\n", 2);
        row("a name as a tip of a model", guessedHtml, "ui/a.cpp",
            "case Qt::ToolTipRole:\n    return record.path;\ncase Qt::DecorationRole:\n    return icon;\n",
            1);
        row("plain tips", guessedHtml, "ui/a.cpp",
            "label->setToolTip(plainTip(name));\nlabel->setToolTip(tr(\"ours\"));\nif (role == "
            "Qt::ToolTipRole)\n"
            "    return plainTip(record.path);\nQ_EMIT dataChanged(a, b, {Qt::ToolTipRole});\n",
            0);
        row("unfinished", unfinishedWork, "core/a/b.cpp",
            "// TO"
            "DO: later\n",
            1);
        row("a word with it inside", unfinishedWork, "core/a/b.cpp",
            "int mTO"
            "DOs;\n",
            0);
        row("somebody's home", machinePaths, "README.md",
            "cd /ho"
            "me/anna/cairn\n",
            1);
        row("a build machine", machinePaths, "core/CMakeLists.txt",
            "set(X /wo"
            "rk/main)\n",
            1);
        row("paths of the tree", machinePaths, "README.md", "see core/work/a.h and $HOME/work/x, ~/root/y\n",
            0);
        row("no guard", shape, "core/base/a.h", "int a();\n", 1);
        row("guard", shape, "core/base/a.h", "#pragma once\nint a();\n", 0);
        row("long", shape, "core/base/a.cpp", QByteArray(501, '\n').constData(), 1);
        row("not too long", shape, "core/base/a.cpp", QByteArray(500, '\n').constData(), 0);
        row("no license", license, "core/base/a.h", "#pragma once\n", 1);
        row("license", license, "core/base/a.h",
            "// SPDX-License-Identifier: GPL-3.0-or-later\n#pragma once\n", 0);
        row("what others export", license, "resources/bundle/predict.py", "import json\n", 0);
        row("another word for an image", obsoleteWords, "ui/a.cpp", "tr(\"No pictures\")\n", 1);
        row("British spelling", obsoleteWords, "README.md", "The colour of unlabelled images\n", 2);
        row("a column's name", obsoleteWords, "core/project/a.cpp", "u\"licence\"_s\n", 0);
        row("history", obsoleteWords, "CHANGELOG.md", "Pictures are labelled\n", 0);
        row("logic in app", shape, "app/cli/a.cpp", QByteArray(251, '\n').constData(), 1);
    }
    void linesAreJudged()
    {
        QFETCH(int, rule);
        QFETCH(QString, path);
        QFETCH(QString, text);
        QFETCH(int, faults);
        const QStringList complaints = rules()[rule]({path, text});
        QVERIFY2(complaints.size() == faults, qPrintable(complaints.join(QLatin1Char('\n'))));
    }

    void testsMustBeRegistered()
    {
        const SourceFile test{QStringLiteral("tests/ui/tst_a.cpp"), {}};
        QCOMPARE(unregisteredTest(test, QStringLiteral("cairn_add_test(tst_b SOURCES tst_b.cpp)")).size(), 1);
        QVERIFY(unregisteredTest(test, QStringLiteral("cairn_add_test(tst_a SOURCES tst_a.cpp)")).isEmpty());
    }

    void twoTypesOfOneNameAreSeen()
    {
        const auto header = [](const char *path, const char *text) {
            return SourceFile{QString::fromUtf8(path), QString::fromUtf8(text)};
        };
        const SourceFile first = header("core/a.h", "namespace cairn {\nstruct A\n{\n};\nclass B;\n}");
        const SourceFile same = header("core/b.h", "namespace cairn {\nclass A : public B\n{\n};\n}");
        const SourceFile other = header("core/c.h", "namespace cairn::c {\nstruct A\n{\n};\n}");
        const SourceFile source = header("core/d.cpp", "namespace cairn {\nnamespace {\nstruct A {};\n}\n}");
        const SourceFile only = header("core/e.h", "namespace cairn {\nclass A;\nstruct B\n{\n};\n}");
        QCOMPARE(typesDefinedTwice({first, same}).size(), 1);
        QVERIFY(typesDefinedTwice({first, other, source, only}).isEmpty());
    }

    void torchIsSeenInABinary()
    {
        const QString torch
            = QStringLiteral(" 0x0000000000000001 (NEEDED)  Shared library: [libtorch_cpu.so.1.13]\n");
        const QString qt
            = QStringLiteral(" 0x0000000000000001 (NEEDED)  Shared library: [libQt6Core.so.6]\n");
        QCOMPARE(torchNeeded(QStringLiteral("cairn"), qt + torch).size(), 1);
        QVERIFY(torchNeeded(QStringLiteral("cairn"), qt).isEmpty());
    }

    void versionsAreRead()
    {
        QCOMPARE(cmakeVersion(QStringLiteral(
                     "cmake_minimum_required(VERSION 3.25)\nproject(Cairn\n    VERSION 0.3.1\n")),
                 QStringLiteral("0.3.1"));
        QCOMPARE(metainfoVersion(QStringLiteral(
                     "<releases><release version=\"0.3.1\" date=\"x\"/><release version=\"0.3.0\"/>")),
                 QStringLiteral("0.3.1"));
        QCOMPARE(changelogVersion(QStringLiteral("# Changelog\n\n## 0.3.1\n\n## 0.3.0\n")),
                 QStringLiteral("0.3.1"));
        QVERIFY(changelogVersion(QStringLiteral("# Changelog\n")).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestLintRules)
#include "tst_lintrules.moc"
