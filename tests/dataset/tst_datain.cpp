// SPDX-License-Identifier: GPL-3.0-or-later
// Data sets as people really have them: the shared inputs, and the same kinds of faults made here.
#include "core/dataset/interchange.h"
#include "core/dataset/interchange/pathindex.h"
#include "core/dataset/labeltable.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "tests/project/projectfixture.h"
#include "tests/support/shareddata.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QTest>

#include <clocale>

using namespace Qt::StringLiterals;
using namespace cairn;
using namespace cairn::test;

namespace {

void paint(const QString &path, int number)
{
    QImage image(40, 32, QImage::Format_RGB32);
    image.fill(QColor(number % 256, number / 256 * 20, 99));
    image.setPixel(number % 40, 7, 0xffffff);
    QDir().mkpath(QFileInfo(path).path());
    QVERIFY2(image.save(path, "png"), qPrintable(path));
}

void writeText(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size(), qPrintable(path));
}

} // namespace

class TestDataIn : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ProjectFixture> m_fixture;
    std::unique_ptr<Database> m_database;

    QString file(const QString &name) const { return m_folder->filePath(name); }

    /// "cat/1 ×3, dog/0": classes and splits of the project's images with their number, sorted.
    QString contents() const
    {
        QHash<qint64, QString> names{{0, u"-"_s}};
        for (const ClassRecord &record : *ClassRepository(*m_database).all())
            names.insert(record.id, record.name);
        QMap<QString, int> counts;
        for (const ImageRecord &image : *ImageRepository(*m_database).all())
            ++counts[u"%1/%2"_s.arg(names.value(image.classId)).arg(int(image.split))];
        QStringList texts;
        for (const auto &[place, count] : counts.asKeyValueRange())
            texts << u"%1×%2"_s.arg(place).arg(count);
        return texts.join(u' ');
    }

    ImportReport import(const QString &path, DataFormat format, const ImportOptions &options = {})
    {
        const auto report = importData(*m_database, {path, format}, options);
        if (!report)
            qWarning("%s", qPrintable(report.error().message));
        return report ? *report : ImportReport{};
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_fixture = std::make_unique<ProjectFixture>();
        m_database = *m_fixture->project->connect();
    }
    void cleanup()
    {
        m_database.reset();
        m_fixture.reset();
    }

    void sharedTables_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("expected");
        QTest::newRow("filename,cats") << u"filename_cats.csv"_s << u"cat/0×4 dog/0×4"_s;
        QTest::newRow("filename,labels") << u"filename_labels.csv"_s << u"cat/0×4 dog/0×4"_s;
        QTest::newRow("is_valid") << u"namelabelvalid.csv"_s << u"cat/1×3 cat/2×1 dog/1×3 dog/2×1"_s;
        QTest::newRow("fname") << u"fname.csv"_s << u"cat/1×3 cat/2×1 dog/1×3 dog/2×1"_s;
        QTest::newRow("image_id") << u"imageid.csv"_s << u"cat/0×4 dog/0×4"_s;
        QTest::newRow("moved") << u"moved_abs.csv"_s << u"cat/0×4 dog/0×4"_s;
        QTest::newRow("Windows") << u"winabs.csv"_s << u"cat/0×4 dog/0×4"_s;
        QTest::newRow("sep=") << u"excel.csv"_s << u"cat/0×1 dog/0×1"_s;
        QTest::newRow("conflict") << u"conflict.csv"_s << u"-/0×2 cat/0×2 dog/0×4"_s;
    }
    void sharedTables()
    {
        QFETCH(QString, table);
        QFETCH(QString, expected);
        const QString folder = sharedData(u"data/faults/03-csv"_s);
        if (folder.isEmpty())
            QSKIP("the shared inputs are not here");
        const ImportReport report = import(folder + u'/' + table, DataFormat::Csv);
        QVERIFY(report.addsUp());
        QCOMPARE(contents(), expected);
        QCOMPARE(report.conflicts.size(), table == u"conflict.csv" ? 2U : 0U);
    }

    void tables_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QString>("expected");
        QTest::newRow("ids") << QByteArray("id,breed\n0,husky\n1,wolf\n") << u"husky/0×1 wolf/0×1"_s;
        QTest::newRow("one-hot") << QByteArray("filename, cat, dog\n0.png,1,0\n1.png,0,1\n2.png,0,0\n")
                                 << u"-/0×1 cat/0×1 dog/0×1"_s;
        QTest::newRow("the other way round")
            << QByteArray("what,where\ncat,0.png\ndog,1.png\n") << u"cat/0×1 dog/0×1"_s;
        QTest::newRow("without header")
            << QByteArray("0.png,cat,train\n1.png,dog,val\n") << u"cat/1×1 dog/2×1"_s;
        QTest::newRow("upper case") << QByteArray("FILE,LABEL\n0.PNG,cat\n") << u"cat/0×1"_s;
        QTest::newRow("only files") << QByteArray("file\n0.png\n1.png\n") << u"-/0×2"_s;
        QTest::newRow("more columns")
            << QByteArray("id,width,label,age\n0,40,cat,3\n1,40,dog,4\n") << u"cat/0×1 dog/0×1"_s;
        QTest::newRow("case differs") << QByteArray("file,label\n0.png,A\n1.png,a\n") << u"A/0×1 a/0×1"_s;
        QTest::newRow("GBK") << QByteArray("file,label\n0.png,\xb9\xb7\n1.png,\xc2\xed\n")
                             << u"狗/0×1 马/0×1"_s;
    }
    void tables()
    {
        QFETCH(QByteArray, table);
        QFETCH(QString, expected);
        for (int i = 0; i < 3; ++i)
            paint(file(u"train/%1.png"_s.arg(i)), i);
        writeText(file(u"t.csv"_s), table);
        const ImportReport report = import(file(u"t.csv"_s), DataFormat::Csv);
        QVERIFY(report.addsUp());
        QCOMPARE(contents(), expected);
        QVERIFY(report.refused.empty());
    }

    void columnsThatAreUnclear()
    {
        paint(file(u"0.png"_s), 0);
        writeText(file(u"t.csv"_s), "file,colour,shape\n0.png,red,round\n");
        const auto unclear = importData(*m_database, {file(u"t.csv"_s), DataFormat::Csv});
        QVERIFY(!unclear);
        QVERIFY2(unclear.error().message.contains(u"file, colour, shape"),
                 qPrintable(unclear.error().message));
        QVERIFY(unclear.error().message.contains(u"--label-column"));
        ImportOptions options;
        options.labelColumn = u"shape"_s;
        import(file(u"t.csv"_s), DataFormat::Csv, options);
        QCOMPARE(contents(), u"round/0×1"_s);
        options.labelColumn = u"size"_s;
        QVERIFY(!importData(*m_database, {file(u"t.csv"_s), DataFormat::Csv}, options));
        writeText(file(u"u.csv"_s), "a,b\nx,y\n");
        QVERIFY(importData(*m_database, {file(u"u.csv"_s), DataFormat::Csv})
                    .error()
                    .message.contains(u"--file-column"));
    }

    void aPathInOtherFoldersIsAnotherFile()
    {
        const PathIndex index(
            u"/set"_s, {u"/set/val/1.jpg"_s, u"/set/train/2.jpg"_s, u"/set/a/3.jpg"_s, u"/set/b/3.jpg"_s});
        QCOMPARE(index.find(u"train/1.jpg"_s).index, -1);
        QCOMPARE(index.find(u"1.jpg"_s).index, 0);
        QCOMPARE(index.find(u"C:\\old\\set\\train\\2.JPG"_s).index, 1);
        QCOMPARE(index.find(u"2"_s).index, 1);
        QVERIFY(index.find(u"3.jpg"_s).several);
        QCOMPARE(index.find(u"/elsewhere/b/3.jpg"_s).index, 3);
        QCOMPARE(index.find(u"2.png"_s).index, -1);
    }

    void sharedLabels_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<int>("labels");
        for (const char *name : {"a", "b", "c", "h", "j", "l"})
            QTest::newRow(name) << QString::fromLatin1(name) + u".csv"_s << (name[0] == 'h' ? 2 : 1);
        for (const char *name : {"d", "e", "g", "i", "k"})
            QTest::newRow(name) << QString::fromLatin1(name) + u".csv"_s << 2;
        QTest::newRow("f: a file twice with two labels") << u"f.csv"_s << 1;
    }
    void sharedLabels()
    {
        QFETCH(QString, table);
        QFETCH(int, labels);
        const QString folder = sharedData(u"data/faults/19-label"_s);
        if (folder.isEmpty())
            QSKIP("the shared inputs are not here");
        QVERIFY(importFolder(*m_database, folder + u"/flat"_s));
        const auto read = readLabelTable(folder + u'/' + table, *ImageRepository(*m_database).all());
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(int(read->labels.size()), labels);
        QCOMPARE(int(read->unused), table == u"f.csv" ? 1 : 0);
    }

    void sharedLabelStudio()
    {
        const QString folder = sharedData(u"data/faults"_s);
        if (folder.isEmpty())
            QSKIP("the shared inputs are not here");
        const ImportReport first = import(folder + u"/13-ls/export.json"_s, DataFormat::LabelStudio);
        QVERIFY(first.addsUp());
        QCOMPARE(first.seen, 11);
        QCOMPARE(first.refused.size(), 2U); // annotators who disagree; two controls
        QVERIFY(first.refused[0].reason.contains(u"ants, bees"));
        QVERIFY(first.refused[1].reason.contains(u"quality"));
        QCOMPARE(contents(), u"-/0×2 ants/0×1 bees/0×6"_s);
    }

    void sharedLabelStudioControls()
    {
        const QString folder = sharedData(u"data/faults/13-ls2"_s);
        if (folder.isEmpty())
            QSKIP("the shared inputs are not here");
        const ImportReport open = import(folder + u"/t.json"_s, DataFormat::LabelStudio);
        QVERIFY(open.addsUp());
        QCOMPARE(open.refused.size(), 3U);
        QCOMPARE(contents(), u"bee/0×1"_s); // the leaf of the taxonomy
        ImportOptions options;
        options.labelColumn = u"animal"_s;
        import(folder + u"/t.json"_s, DataFormat::LabelStudio, options);
        QCOMPARE(contents(), u"ant/0×2 bee/0×2"_s);
        options.labelColumn = u"mood"_s;
        QVERIFY(!importData(*m_database, {folder + u"/t.json"_s, DataFormat::LabelStudio}, options));
        import(folder + u"/enc.json"_s, DataFormat::LabelStudio);
        QCOMPARE(contents(), u"ant/0×2 bee/0×3"_s);
        QCOMPARE(import(folder + u"/min.json"_s, DataFormat::LabelStudio).duplicates.size(), 2U);
    }

    void sharedLabelStudioMin()
    {
        const QString folder = sharedData(u"data/faults/13-ls-min"_s);
        if (folder.isEmpty())
            QSKIP("the shared inputs are not here");
        QCOMPARE(import(folder + u"/min.json"_s, DataFormat::LabelStudio).refused.size(), 2U);
        ImportOptions options;
        options.labelColumn = u"species"_s;
        import(folder + u"/min.json"_s, DataFormat::LabelStudio, options);
        QCOMPARE(contents(), u"ants/0×1 bees/0×1"_s);
        QCOMPARE(import(folder + u"/ls.csv"_s, DataFormat::LabelStudio).duplicates.size(), 2U);
    }

    void sharedFiftyOne_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("a manifest") << u"38-fo"_s;
        QTest::newRow("lists of one") << u"40-fo"_s;
    }
    void sharedFiftyOne()
    {
        QFETCH(QString, name);
        const QString folder = sharedData(u"data/faults/"_s + name);
        if (folder.isEmpty())
            QSKIP("the shared inputs are not here");
        const ImportReport report = import(folder, DataFormat::FiftyOne);
        QVERIFY(report.addsUp() && report.refused.empty());
        QCOMPARE(contents(), u"ants/0×1 bees/0×1"_s);
    }

    void fiftyOneKeysWithFolders()
    {
        paint(file(u"data/a/1.png"_s), 1);
        paint(file(u"data/b/1.png"_s), 2);
        writeText(file(u"labels.json"_s),
                  R"({"classes": ["x", "y"], "labels": {"a/1": 0, "b/1": [1], "a/2": 0, "c": [0, 1]}})");
        const ImportReport report = import(file(u"labels.json"_s), DataFormat::FiftyOne);
        QVERIFY(report.addsUp());
        QCOMPARE(report.refused.size(), 2U);
        QCOMPARE(contents(), u"x/0×1 y/0×1"_s);
    }

    void sharedFolders_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("level");
        QTest::addColumn<QString>("expected");
        QTest::newRow("Tiny ImageNet")
            << u"01-tinyimagenet"_s << automaticClassLevel << u"-/2×4 n01443537/1×6 n01629819/1×6"_s;
        QTest::newRow("cameras") << u"01-camera"_s << automaticClassLevel << u"cats/0×3 dogs/0×6"_s;
        QTest::newRow("cameras, level 2") << u"01-camera"_s << 2 << u"100CANON/0×6 101CANON/0×3"_s;
        QTest::newRow("cameras, nearest")
            << u"01-camera"_s << nearestClassLevel << u"100CANON/0×6 101CANON/0×3"_s;
        QTest::newRow("case") << u"02-case"_s << automaticClassLevel << u"A/0×5 B/0×5 a/0×5 b/0×5"_s;
        QTest::newRow("conflict") << u"04-conflict"_s << automaticClassLevel << u"-/0×1 husky/0×4 wolf/0×6"_s;
    }
    void sharedFolders()
    {
        QFETCH(QString, name);
        QFETCH(int, level);
        QFETCH(QString, expected);
        const QString folder = sharedData(u"data/faults/"_s + name);
        if (folder.isEmpty())
            QSKIP("the shared inputs are not here");
        ImportOptions options;
        options.classLevel = level;
        const ImportReport report = import(folder, DataFormat::Folders, options);
        QVERIFY(report.addsUp());
        QCOMPARE(contents(), expected);
        QVERIFY(name == u"04-conflict" || !report.notices.isEmpty() || !report.caseVariants.isEmpty());
    }

    void sharedArchives_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("expected");
        QTest::newRow("GBK") << u"gbk2.zip"_s << u"狗/0×2 马/0×2"_s;
        QTest::newRow("mixed zip") << u"mixed.zip"_s << u"cat/0×2 dog/0×1 dög/0×1"_s;
        QTest::newRow("mixed tar") << u"mixed.tar"_s << u"cat/0×2 dog/0×1 dög/0×1"_s;
        QTest::newRow("UTF-8") << u"utf8.zip"_s << u"Größe/0×1 плоский/0×1"_s;
        QTest::newRow("UTF-8 without saying so") << u"utf8noflag.zip"_s << u"Größe/0×1 plain/0×1"_s;
        QTest::newRow("backslashes") << u"backslash.zip"_s << u"ants/0×2 bees/0×2"_s;
    }
    void sharedArchives()
    {
        QFETCH(QString, name);
        QFETCH(QString, expected);
        const QString folder = sharedData(u"data/faults/22-archives"_s);
        if (folder.isEmpty())
            QSKIP("the shared inputs are not here");
        const QByteArray before = setlocale(LC_CTYPE, nullptr);
        setlocale(LC_CTYPE, "C"); // as cron and containers have it
        const auto report = importPaths(*m_database, {folder + u'/' + name});
        setlocale(LC_CTYPE, before.constData());
        QVERIFY(report && report->addsUp());
        QCOMPARE(contents(), expected);
    }

    void wrapperKeepsTheSplit()
    {
        paint(file(u"set/train/cat/1.png"_s), 1);
        paint(file(u"set/train/dog/2.png"_s), 2);
        paint(file(u"set/valid/cat/3.png"_s), 3);
        writeText(file(u"set/README.txt"_s), "read me");
        const ImportReport report = import(m_folder->path(), DataFormat::Folders);
        QCOMPARE(contents(), u"cat/1×1 cat/2×1 dog/1×1"_s);
        QVERIFY(report.addsUp() && report.refused.size() == 1U);
    }

    void wrappersWithNamesThatMeanNothing()
    {
        paint(file(u"my set/data/train/cat/1.png"_s), 1);
        paint(file(u"my set/data/val/cat/2.png"_s), 2);
        import(m_folder->path(), DataFormat::Folders);
        QCOMPARE(contents(), u"cat/1×1 cat/2×1"_s);
    }

    void aClassWithNamesThatMeanNothing()
    {
        paint(file(u"cat/images/1.png"_s), 1);
        paint(file(u"cat/100CANON/2.png"_s), 2);
        import(m_folder->path(), DataFormat::Folders);
        QCOMPARE(contents(), u"cat/0×2"_s);
    }

    void splitsInAndAroundClasses()
    {
        paint(file(u"cat/train/1.png"_s), 1);
        paint(file(u"cat/val/2.png"_s), 2);
        paint(file(u"dog/train/3.png"_s), 3);
        import(m_folder->path(), DataFormat::Folders);
        QCOMPARE(contents(), u"cat/1×1 cat/2×1 dog/1×1"_s);
    }

    void foldersBetweenSplitAndClass()
    {
        paint(file(u"train/images/cat/1.png"_s), 1);
        paint(file(u"train/images/dog/2.png"_s), 2);
        paint(file(u"test/images/dog/3.png"_s), 3);
        import(m_folder->path(), DataFormat::Folders);
        QCOMPARE(contents(), u"cat/1×1 dog/1×1 dog/3×1"_s);
    }

    void mergingCase()
    {
        paint(file(u"Cat/1.png"_s), 1);
        paint(file(u"cat/2.png"_s), 2);
        ImportOptions options;
        options.mergeCase = true;
        const ImportReport report = import(m_folder->path(), DataFormat::Folders, options);
        QCOMPARE(contents(), u"Cat/0×2"_s);
        QVERIFY(report.caseVariants.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestDataIn)
#include "tst_datain.moc"
