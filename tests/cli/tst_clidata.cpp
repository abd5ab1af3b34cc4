// SPDX-License-Identifier: GPL-3.0-or-later
// What comes in on the command line, and what a terminal says of it; without the learning engine.

#include "app/cli/progressbar.h"
#include "app/cli/report.h"
#include "tests/cli/cliprocess.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

class TestCliData : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    QString path(const QString &name) const { return m_folder->filePath(name); }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path(name) : QString();
    }
    bool paint(const QString &name, int number) const
    {
        QImage image(40, 32, QImage::Format_RGB32);
        image.fill(QColor(number % 256, 80, 99));
        image.setPixel(number % 40, 7, 0xffffff);
        QDir().mkpath(QFileInfo(path(name)).path());
        return image.save(path(name), "png");
    }
    CliResult onProject(const QString &command, const QStringList &options = {}) const
    {
        return cli(QStringList{command, path(u"p.cairn"_s), u"--json"_s} + options);
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QCOMPARE(cli({u"new"_s, path(u"p.cairn"_s)}).exitCode, 0);
    }

    void nothingImportedIsNoSuccess()
    {
        write(u"bad/a/1.jpg"_s, "text");
        write(u"bad/b/2.jpg"_s, {});
        const CliResult refused = onProject(u"import"_s, {path(u"bad"_s)});
        QCOMPARE(refused.exitCode, 1);
        QCOMPARE(refused.of(u"refused"_s).size(), 2);
        QCOMPARE(refused.of(u"done"_s).first()[u"seen"_s].toInt(), 2);
        QVERIFY(refused.err.contains("every file was refused"));
        QVERIFY(QDir(m_folder->path()).mkdir(u"empty"_s));
        QCOMPARE(onProject(u"import"_s, {path(u"empty"_s)}).exitCode, 1);
        const QString table = write(u"t.csv"_s, "file,label\n");
        const CliResult none = onProject(u"import"_s, {table, u"--format"_s, u"csv"_s});
        QCOMPARE(none.exitCode, 1);
        QVERIFY(none.err.contains("there are no files in"));
    }

    void nothingLabeledIsNoSuccess()
    {
        QVERIFY(paint(u"set/cat/0.png"_s, 0) && paint(u"set/cat/1.png"_s, 1));
        QCOMPARE(onProject(u"import"_s, {path(u"set"_s)}).exitCode, 0);
        const auto label = [&](const QByteArray &table) {
            return onProject(u"label"_s, {u"--from-csv"_s, write(u"set/l.csv"_s, table)});
        };
        const CliResult other = label("file,label\nother.png,cat\n");
        QCOMPARE(other.exitCode, 1);
        QVERIFY(other.err.contains("Nothing was labeled"));
        QVERIFY(other.of(u"notice"_s).last()[u"message"_s].toString().contains(u"other.png"));
        QCOMPARE(label("file\ncat/0.png\n").exitCode, 1);
        QCOMPARE(onProject(u"classes"_s).done()[u"unlabelled"_s].toInt(-1), 0);
        const CliResult cleared = label("file,label\ncat/0.png,\n");
        QCOMPARE(cleared.exitCode, 0);
        QVERIFY(cleared.of(u"notice"_s).last()[u"message"_s].toString().contains(u"lose their label"));
    }

    void conflictsAreChecked()
    {
        QVERIFY(paint(u"set/husky/0.png"_s, 0) && paint(u"set/wolf/1.png"_s, 1));
        QVERIFY(QFile::copy(path(u"set/husky/0.png"_s), path(u"set/wolf/copy.png"_s)));
        const CliResult imported = onProject(u"import"_s, {path(u"set"_s)});
        QCOMPARE(imported.done()[u"conflicts"_s].toInt(), 1);
        const CliResult checked = onProject(u"check"_s);
        const QList<QJsonObject> conflicts = checked.of(u"conflict"_s);
        QCOMPARE(conflicts.size(), 1);
        QCOMPARE(conflicts[0][u"file"_s].toString(), path(u"set/wolf/copy.png"_s));
        QCOMPARE(conflicts[0][u"other"_s].toString(), path(u"set/husky/0.png"_s));
        const QByteArray text = cli({u"check"_s, path(u"p.cairn"_s)}).out;
        QVERIFY2(text.contains("wolf/copy.png was labeled wolf, the same image at"), text.constData());
    }

    /// A name from outside is not obeyed by the terminal.
    void controlsAreNotPrinted()
    {
        write(u"bad/a/red\x1b[31m.jpg"_s, "text");
        write(u"bad/a/broken\n0 new images; all is well.jpg"_s, "text");
        const CliResult result = cli({u"import"_s, path(u"p.cairn"_s), path(u"bad"_s)});
        QVERIFY(result.out.contains("[31m.jpg"));
        QVERIFY(!result.out.contains('\x1b'));
        QVERIFY(result.out.contains("all is well.jpg"));
        QVERIFY(!result.out.contains("\n0 new images; all is well"));
        QVERIFY(ProgressBar::text({1, 2, u"a\nb"_s}, {}, 1, 80).contains(u"a\ufffdb"_s));
    }

    /// What would be three thousand letters wide is a list.
    void manyClassesAreAList()
    {
        constexpr int classes = 300;
        ConfusionMatrix matrix(classes);
        QStringList names;
        for (int i = 0; i < classes; ++i) {
            names << u"class number %1"_s.arg(i);
            matrix.add(i, i, 9);
        }
        matrix.add(17, 203, 7);
        matrix.add(203, 17, 3);
        const QStringList lines = confusionTable(matrix, names);
        const auto pair = lines.filter(u"class number 17"_s).filter(u"class number 203"_s);
        QVERIFY(pair.size() >= 2 && pair[0].contains(u'7')
                && lines.indexOf(pair[0]) < lines.indexOf(pair[1]));
        for (const QString &line : lines)
            QVERIFY2(line.size() <= 100, qPrintable(line));
        QVERIFY(confusionTable(ConfusionMatrix(2), {u"a"_s, u"b"_s})[0].contains(u"actual \\ predicted"));
    }
};

QTEST_GUILESS_MAIN(TestCliData)
#include "tst_clidata.moc"
