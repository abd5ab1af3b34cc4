// SPDX-License-Identifier: GPL-3.0-or-later
// The command line without the learning engine: usage, help, projects, errors.

#include "tests/cli/cliprocess.h"

#include "core/learn/settings/setting.h"

#include <QDir>
#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

class TestCli : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const QString &name) const { return m_folder.filePath(name); }

    void addImage(const QString &name, int seed)
    {
        QVERIFY(QDir().mkpath(QFileInfo(path(name)).path()));
        QImage image(40, 32, QImage::Format_RGB32);
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                image.setPixel(x, y, qRgb((x * seed * 7) % 256, (y * 11) % 256, seed % 256));
        }
        QVERIFY(image.save(path(name)));
    }
    void addFile(const QString &name, const QByteArray &bytes)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (int i = 0; i < 10; ++i) {
            addImage(u"tree/cat/%1.png"_s.arg(i), 1 + i);
            addImage(u"tree/dog/%1.png"_s.arg(i), 101 + i);
        }
        QVERIFY(QFile::copy(path(u"tree/cat/0.png"_s), path(u"tree/cat/again.png"_s)));
        addFile(u"tree/dog/empty.jpg"_s, {});
        addFile(u"tree/dog/words.png"_s, "these are words");
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList();
        QTest::newRow("no such command") << QStringList{u"teach"_s};
        QTest::newRow("no project") << QStringList{u"train"_s};
        QTest::newRow("too many") << QStringList{u"new"_s, u"a"_s, u"b"_s};
        QTest::newRow("no such option") << QStringList{u"train"_s, u"x"_s, u"--fast"_s};
        QTest::newRow("no value") << QStringList{u"train"_s, u"x"_s, u"--epochs"_s};
        QTest::newRow("epochs") << QStringList{u"train"_s, u"x"_s, u"--epochs"_s, u"many"_s};
        QTest::newRow("no epochs") << QStringList{u"train"_s, u"x"_s, u"--epochs"_s, u"0"_s};
        QTest::newRow("arch") << QStringList{u"train"_s, u"x"_s, u"--arch"_s, u"resnet35"_s};
        QTest::newRow("preset") << QStringList{u"train"_s, u"x"_s, u"--preset"_s, u"magic"_s};
        QTest::newRow("weights") << QStringList{u"train"_s, u"x"_s, u"--weights"_s, u"no/such/file.pth"_s};
        QTest::newRow("learning rate") << QStringList{u"train"_s, u"x"_s, u"--lr"_s, u"fast"_s};
        QTest::newRow("size") << QStringList{u"train"_s, u"x"_s, u"--size"_s, u"8"_s};
        QTest::newRow("batch") << QStringList{u"train"_s, u"x"_s, u"--batch"_s, u"1"_s};
        QTest::newRow("head") << QStringList{u"train"_s, u"x"_s, u"--head"_s, u"big"_s};
        QTest::newRow("cut") << QStringList{u"train"_s, u"x"_s, u"--cut"_s, u"-6"_s};
        QTest::newRow("group") << QStringList{u"summary"_s, u"--split-on"_s, u"layer9"_s};
        QTest::newRow("own head") << QStringList{u"summary"_s, u"--head-layers"_s, u"linear"_s};
        QTest::newRow("stage") << QStringList{u"train"_s, u"x"_s, u"--stage"_s, u"epochs=many"_s};
        QTest::newRow("stage's key") << QStringList{u"train"_s, u"x"_s, u"--stage"_s, u"speed=9"_s};
        QTest::newRow("stages") << QStringList{u"train"_s, u"x"_s, u"--freeze-to"_s, u"-1,0"_s};
        QTest::newRow("mixup") << QStringList{u"train"_s, u"x"_s, u"--mixup"_s, u"99"_s};
        QTest::newRow("plain") << QStringList{u"train"_s,   u"x"_s,         u"--arch"_s,
                                              u"plain18"_s, u"--weights"_s, u"imagenet"_s};
        QTest::newRow("config") << QStringList{u"train"_s, u"x"_s, u"--config"_s, u"no/such/config.json"_s};
        QTest::newRow("device") << QStringList{u"train"_s, u"x"_s, u"--device"_s, u"abacus"_s};
        QTest::newRow("resume with a split")
            << QStringList{u"train"_s, u"x"_s, u"--resume"_s, u"--valid"_s, u"0.2"_s};
        QTest::newRow("a run but no resume") << QStringList{u"train"_s, u"x"_s, u"--run"_s, u"1"_s};
        QTest::newRow("precision") << QStringList{u"train"_s, u"x"_s, u"--precision"_s, u"float7"_s};
        QTest::newRow("share") << QStringList{u"split"_s, u"x"_s, u"--valid"_s, u"1"_s};
        QTest::newRow("sweep") << QStringList{u"find-lr"_s, u"x"_s,    u"--from"_s,
                                              u"0.1"_s,     u"--to"_s, u"0.01"_s};
        QTest::newRow("format") << QStringList{u"export"_s, u"x"_s, u"--format"_s, u"docx"_s};
    }
    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        const CliResult result = cli(arguments);
        QCOMPARE(result.exitCode, 2);
        QVERIFY(result.out.isEmpty());
        QVERIFY(!result.err.isEmpty());
    }

    void helpFitsAScreen_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("program") << QStringList();
        for (const char *name :
             {"new",      "sample",       "import",  "download", "quarantine", "attribution", "split",
              "classes",  "label",        "trash",   "relocate", "find-lr",    "train",       "runs",
              "evaluate", "label-issues", "compare", "explain",  "export",     "predict",     "summary"})
            QTest::newRow(name) << QStringList{QString::fromLatin1(name)};
    }
    void helpFitsAScreen()
    {
        QFETCH(QStringList, command);
        const CliResult result = cli(command + QStringList{u"--help"_s});
        QCOMPARE(result.exitCode, 0);
        QVERIFY(result.err.isEmpty());
        QVERIFY(result.out.contains("Example: cairn-cli " + command.value(0).toLatin1()));
        const QStringList lines = QString::fromUtf8(result.out).split(u'\n');
        const int most = command.isEmpty() ? 32 : 24; // the list of all commands scrolls a little
        QVERIFY2(lines.size() <= most, qPrintable(QString::number(lines.size())));
        for (const QString &line : lines)
            QVERIFY2(line.size() <= 80, qPrintable(line));
    }

    void allOptionsAreListed()
    {
        const CliResult result = cli({u"train"_s, u"--help-all"_s});
        QCOMPARE(result.exitCode, 0);
        for (const Setting<TrainingConfig> &setting : trainingSettings()) {
            const QString option = u"--%1 %2"_s.arg(setting.option, setting.value).trimmed();
            QVERIFY2(setting.option.isEmpty() || result.out.contains(option.toUtf8()), qPrintable(option));
        }
        const QStringList lines = QString::fromUtf8(result.out).split(u'\n');
        for (const QString &line : lines)
            QVERIFY2(line.size() <= 80, qPrintable(line));
    }

    void networksAreCounted()
    {
        CliResult result = cli({u"summary"_s, u"--json"_s});
        QCOMPARE(result.done()[u"parameters"_s].toInt(), 21797672);
        QCOMPARE(result.done()[u"weighted_layers"_s].toInt(), 34);
        result = cli({u"summary"_s, u"--arch"_s, u"resnet18"_s, u"--cut"_s, u"-4"_s, u"--classes"_s, u"3"_s,
                      u"--head-layers"_s, u"avgpool,flatten,linear 10,relu,linear"_s, u"--split-on"_s,
                      u"layer1,layer2.1"_s, u"--json"_s});
        QCOMPARE(result.exitCode, 0);
        // conv1, bn1, layer1 and layer2 of torchvision's ResNet-18, and the head
        QCOMPARE(result.done()[u"parameters"_s].toInt(),
                 9536 + 147968 + 525568 + (128 * 10 + 10) + (10 * 3 + 3));
        QCOMPARE(result.done()[u"groups"_s].toArray().size(), 4);
        result = cli({u"summary"_s, u"--arch"_s, u"plain34"_s});
        QVERIFY(result.out.startsWith("Plain-34, 1000 classes, 224 px"));
        const QStringList lines = QString::fromUtf8(result.out).split(u'\n');
        for (const QString &line : lines)
            QVERIFY2(line.size() <= 80, qPrintable(line));
    }

    void versionIsSaid()
    {
        const CliResult result = cli({u"--version"_s});
        QCOMPARE(result.exitCode, 0);
        QVERIFY(result.out.startsWith("Cairn "));
    }

    void foldersBecomeAProject()
    {
        const QString project = path(u"pets.cairn"_s);
        CliResult result = cli({u"new"_s, project, u"--classes"_s, u"cat,dog"_s, u"--json"_s});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.done()[u"project"_s].toString(), project);
        QVERIFY(result.err.isEmpty());

        result = cli({u"import"_s, project, path(u"tree"_s), u"--json"_s});
        QCOMPARE(result.exitCode, 0);
        QVERIFY(result.allJson);
        QCOMPARE(result.done()[u"imported"_s].toInt(), 20);
        QCOMPARE(result.done()[u"duplicates"_s].toInt(), 1);
        QCOMPARE(result.done()[u"refused"_s].toInt(), 2);
        QCOMPARE(result.of(u"refused"_s).size(), 2);
        for (const QJsonObject &refusal : result.of(u"refused"_s)) {
            QVERIFY(QFile::exists(refusal[u"file"_s].toString()));
            QVERIFY(!refusal[u"reason"_s].toString().isEmpty());
        }

        result = cli({u"split"_s, project, u"--valid"_s, u"0.2"_s, u"--seed"_s, u"42"_s, u"--json"_s});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.done()[u"train"_s].toInt(), 16);
        QCOMPARE(result.done()[u"valid"_s].toInt(), 4);

        result = cli({u"classes"_s, project, u"--json"_s});
        QCOMPARE(result.of(u"class"_s).size(), 2);
        QCOMPARE(result.of(u"class"_s).first()[u"name"_s].toString(), u"cat"_s);
        QCOMPARE(result.of(u"class"_s).first()[u"images"_s].toInt(), 10);
        QCOMPARE(result.of(u"class"_s).first()[u"valid"_s].toInt(), 2);

        result = cli({u"runs"_s, project, u"--json"_s});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.done()[u"runs"_s].toInt(-1), 0);
    }

    void labelsAndClasses()
    {
        const QString project = path(u"pets.cairn"_s);
        const auto classes = [&](const QStringList &action) {
            return cli(QStringList{u"classes"_s, project} + action + QStringList{u"--json"_s});
        };
        QCOMPARE(classes({u"add"_s, u"bird"_s}).done()[u"classes"_s].toInt(), 3);
        CliResult result = cli({u"label"_s, project, u"--class"_s, u"BIRD"_s, path(u"tree/cat/1.png"_s),
                                path(u"tree/dog/2.png"_s), u"--json"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QCOMPARE(result.done()[u"changed"_s].toInt(), 2);
        addFile(u"labels.csv"_s,
                "\xEF\xBB\xBF"
                "file;label\r\ntree/cat/3.png;horse\r\ntree/cat/4.png;\r\n5.png;bird\r\n");
        result = cli({u"label"_s, project, u"--from-csv"_s, path(u"labels.csv"_s), u"--json"_s});
        QCOMPARE(result.exitCode, 1); // there is no horse: nothing is changed
        result = cli(
            {u"label"_s, project, u"--from-csv"_s, path(u"labels.csv"_s), u"--add-classes"_s, u"--json"_s});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.done()[u"images"_s].toInt(), 2);
        QCOMPARE(result.of(u"notice"_s).size(),
                 3); // the columns; two images are called 5.png; one is cleared
        result = classes({});
        QCOMPARE(result.of(u"class"_s).at(0)[u"images"_s].toInt(), 7); // cat
        QCOMPARE(result.of(u"class"_s).at(2)[u"images"_s].toInt(), 2); // bird
        QCOMPARE(result.done()[u"unlabelled"_s].toInt(), 1);

        QCOMPARE(classes({u"rename"_s, u"horse"_s, u"pony"_s}).exitCode, 0);
        QCOMPARE(classes({u"colour"_s, u"pony"_s, u"#445566"_s}).exitCode, 0);
        QCOMPARE(classes({u"color"_s, u"pony"_s, u"#112233"_s}).exitCode, 0);
        QCOMPARE(classes({u"merge"_s, u"bird"_s, u"pony"_s}).exitCode, 0);
        result = classes({u"key"_s, u"pony"_s, u"p"_s});
        const QJsonObject pony = result.of(u"class"_s).at(2);
        QCOMPARE(pony[u"name"_s].toString(), u"pony"_s);
        QCOMPARE(pony[u"images"_s].toInt(), 3);
        QCOMPARE(pony[u"colour"_s].toString(), u"#112233"_s);
        QCOMPARE(pony[u"key"_s].toString(), u"p"_s);
        QCOMPARE(classes({u"remove"_s, u"pony"_s}).done()[u"unlabelled"_s].toInt(), 4);
        QCOMPARE(classes({u"remove"_s, u"pony"_s}).exitCode, 1);
        QCOMPARE(classes({u"paint"_s, u"cat"_s}).exitCode, 2);
        QCOMPARE(cli({u"label"_s, project, u"1.png"_s}).exitCode, 2); // which class?
    }

    void failuresAreOneSentence_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("code");
        const QString empty = path(u"empty.cairn"_s);
        QCOMPARE(cli({u"new"_s, empty}).exitCode, 0);
        const QString corrupt = path(u"corrupt.cairn"_s);
        QCOMPARE(cli({u"new"_s, corrupt}).exitCode, 0);
        addFile(u"corrupt.cairn/project.sqlite"_s, QByteArray(10000, 'x'));
        QTest::newRow("no project") << QStringList{u"runs"_s, path(u"none.cairn"_s)} << u"not_found"_s;
        QTest::newRow("already exists") << QStringList{u"new"_s, empty} << u"already_exists"_s;
        QTest::newRow("corrupt") << QStringList{u"classes"_s, corrupt} << u"corrupt"_s;
        QTest::newRow("no runs") << QStringList{u"evaluate"_s, empty} << u"not_found"_s;
        QTest::newRow("nothing to split") << QStringList{u"split"_s, empty} << u"invalid_input"_s;
    }
    void failuresAreOneSentence()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, code);
        const CliResult human = cli(arguments);
        QCOMPARE(human.exitCode, 1);
        QVERIFY(human.out.isEmpty());
        QCOMPARE(human.err.count('\n'), 1);
        const CliResult json = cli(arguments << u"--json"_s);
        QCOMPARE(json.exitCode, 1);
        QCOMPARE(json.events.size(), 1);
        QCOMPARE(json.events.first()[u"event"_s].toString(), u"error"_s);
        QCOMPARE(json.events.first()[u"code"_s].toString(), code);
    }

    void summaryCounts()
    {
        const QJsonObject done = cli({u"summary"_s, u"--arch"_s, u"resnet34"_s, u"--json"_s}).done();
        QCOMPARE(done[u"parameters"_s].toInteger(), 21797672);
        QCOMPARE(done[u"weighted_layers"_s].toInt(), 34);
        QCOMPARE(done[u"macs"_s].toInteger(), 3663761408);
        QVERIFY(done[u"stages"_s].isArray());
        const CliResult human = cli({u"summary"_s});
        QVERIFY(human.out.contains("21,797,672"));
        QVERIFY(!human.out.contains('{'));
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
