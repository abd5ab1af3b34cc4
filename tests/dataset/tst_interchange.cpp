// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv.h"
#include "core/dataset/health/qualityscan.h"
#include "core/dataset/imageverifier.h"
#include "core/dataset/interchange.h"
#include "core/dataset/interchange/classfolder.h"
#include "core/dataset/interchange/lists.h"
#include "core/project/repositories/filerepository.h"
#include "tests/project/projectfixture.h"

#include <QDirIterator>
#include <QImage>
#include <QTest>
#include <QUrl>

#include <map>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

namespace {

/// SHA-256 → "class/split" of every image in a project.
using Contents = std::map<QByteArray, QString>;

Contents contentsOf(Database &database)
{
    QHash<qint64, QString> names{{0, u"-"_s}};
    for (const ClassRecord &record : *ClassRepository(database).all())
        names.insert(record.id, record.name);
    Contents contents;
    for (const ImageRecord &image : *ImageRepository(database).all()) {
        QFile file(image.path);
        if (file.open(QIODevice::ReadOnly))
            contents[QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256)]
                = u"%1/%2"_s.arg(names.value(image.classId)).arg(int(image.split));
    }
    return contents;
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size(), qPrintable(path));
}

QString reasonFor(const std::vector<Refusal> &refused, const QString &part)
{
    for (const Refusal &refusal : refused) {
        if (refusal.file.contains(part))
            return refusal.reason;
    }
    return {};
}

/// A small image, different for each number.
void paint(const QString &path, int number)
{
    QImage image(40, 32, QImage::Format_RGB32);
    image.fill(QColor(number % 256, number / 256 * 20, 99));
    image.setPixel(number % 40, 7, 0xffffff);
    QDir().mkpath(QFileInfo(path).path());
    QVERIFY2(image.save(path, "png"), qPrintable(path));
}

const QStringList awkwardNames{u"Kölner Dom 🏛"_s,
                               u"50% off: “a*b?”"_s,
                               u"CON"_s,
                               u".hidden"_s,
                               u"ends with a dot."_s,
                               u"train"_s,
                               u"<b>&amp;"_s,
                               u"%41 is not A"_s,
                               u"a, \"b\""_s,
                               u"unassigned"_s,
                               QString(100, u'塔'),
                               QString(99, u'塔') + u'x',
                               u"com1"_s};

const char studioTasks[] = R"([
 {"data": {"image": "/data/local-files/?d=pics/0.png"}, "annotations": [
   {"was_cancelled": true, "result": [{"type": "choices", "value": {"choices": ["wrong"]}}]},
   {"result": [{"type": "choices", "value": {"choices": ["Arena"]}}]}]},
 {"data": {"image": "/data/upload/3/8a7b6c5d-1.png"}, "annotations": [{"result": [{"value": {"choices": ["A", "B"]}}]}]},
 {"data": {"img": "LOCAL"}, "annotations": []},
 {"data": {"image": "https:\/\/example.org/2.png"}},
 {"data": {"image": "/data/upload/3/8a7b6c5d-3.png", "split": "valid"}, "completions": [{"result": [{"value": {"choices": ["Old"]}}]}]},
 {"data": {}}, 7, null, {"data": {"image": 5}}
])";

const char studioMin[] = R"([{"image": "pics/4.png", "choice": "Tower", "id": 1},
                                          {"image": "pics/5.png", "choice": {"choices": ["A", "B"]}}])";

const char fiftyOneText[] = R"({"classes": ["Arena", "Tower"], "labels":
            {"0": 1, "1": null, "2": {"label": "Tower", "confidence": 0.9}, "3": 2, "gone": 0}})";

const char anObject[] = R"({"a": [1, 2]})";

} // namespace

class TestInterchange : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_source;
    std::unique_ptr<ProjectFixture> m_fixture;
    std::unique_ptr<Database> m_database;

    QString file(const QString &name) const { return m_source->filePath(name); }

    /// Images of every awkward class, some unlabeled, files of one name, with or without a split.
    void fill(bool divided)
    {
        QList<qint64> classIds{0};
        for (const QString &name : awkwardNames)
            classIds << ClassRepository(*m_database).findOrAdd(name)->id;
        std::vector<NewImage> images;
        for (int i = 0; i < 3 * int(classIds.size()); ++i) {
            NewImage image = newImage(i, classIds[i % classIds.size()]);
            image.path = file(u"%1/%2.png"_s.arg(i / 5).arg(i % 2 == 0 ? u"Same name"_s : u"same NAME #1"_s));
            if (i == 7)
                image.path = file(u"odd/no extension “%”"_s);
            if (!QFile::exists(image.path))
                paint(image.path, i);
            QFile painted(image.path);
            QVERIFY(painted.open(QIODevice::ReadOnly));
            image.sha256 = QCryptographicHash::hash(painted.readAll(), QCryptographicHash::Sha256);
            image.split = divided ? Split(i % 3) : Split::None;
            images.push_back(image);
        }
        QVERIFY(ImageRepository(*m_database).add(images));
    }

    /// What a fresh project makes of a folder.
    Contents readBack(const QString &folder, DataFormat format, ImportReport *report = nullptr)
    {
        ProjectFixture other{QStringList()};
        const auto database = *other.project->connect();
        const auto imported = importData(*database, {folder, format});
        if (!imported) {
            qWarning() << imported.error().message;
            return {};
        }
        if (report)
            *report = *imported;
        for (const Refusal &refusal : imported->refused)
            qInfo() << refusal.file << refusal.reason;
        return contentsOf(*database);
    }

private Q_SLOTS:
    void init()
    {
        m_source = std::make_unique<QTemporaryDir>();
        m_fixture = std::make_unique<ProjectFixture>(QStringList());
        m_database = *m_fixture->project->connect();
    }
    void cleanup()
    {
        m_database.reset();
        m_fixture.reset();
    }

    void classFolders()
    {
        QSet<QString> folders;
        for (const QString &name : awkwardNames) {
            const QString folder = classFolder(name);
            QVERIFY2(folder.toUtf8().size() <= 255, qPrintable(name));
            QVERIFY(!folder.startsWith(u'.') && !folder.endsWith(u'.') && !folder.endsWith(u' '));
            QVERIFY(QDir(m_source->path()).mkdir(folder));
            QVERIFY2(isCut(name) || classOfFolder(folder) == name, qPrintable(folder));
            folders.insert(folder.toCaseFolded());
        }
        QCOMPARE(folders.size(), awkwardNames.size());
        QCOMPARE(classFolder(u"Eiffel Tower"_s), u"Eiffel Tower"_s);
        QCOMPARE(classFolder(u"CON"_s), u"%43ON"_s);
        QCOMPARE(classFolder(u"con.crete"_s), u"%63on.crete"_s);
        QCOMPARE(classFolder(u"concrete"_s), u"concrete"_s);
        // Folders of other programs keep their names.
        QCOMPARE(classOfFolder(u"100%"_s), u"100%"_s);
        QCOMPARE(classOfFolder(u"%41"_s), u"%41"_s);
        QCOMPARE(classOfFolder(u"%zz"_s), u"%zz"_s);
    }

    void roundTrips_data()
    {
        QTest::addColumn<DataFormat>("format");
        QTest::addColumn<bool>("divided");
        QTest::addColumn<bool>("unlabeled");
        for (const DataFormat format : allDataFormats()) {
            for (const bool divided : {false, true}) {
                for (const bool unlabeled : divided ? QList{true} : QList{false, true})
                    QTest::addRow("%s %s %s", qPrintable(formatName(format)), divided ? "divided" : "whole",
                                  unlabeled ? "all" : "labelled")
                        << format << divided << unlabeled;
            }
        }
    }

    void roundTrips()
    {
        QFETCH(DataFormat, format);
        QFETCH(bool, divided);
        QFETCH(bool, unlabeled);
        fill(divided);
        Contents expected = contentsOf(*m_database);
        if (!unlabeled)
            std::erase_if(expected, [](const auto &entry) { return entry.second.startsWith(u"-/"); });
        const QString target = file(u"exported"_s);
        Progress last;
        const auto report = exportData(*m_database, target, {format, FilePlacement::Copy, unlabeled},
                                       [&](const Progress &now) { last = now; });
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->exported, qint64(expected.size()));
        QCOMPARE(last.done, report->exported);
        QVERIFY(report->refused.empty());
        ImportReport again;
        const Contents back = readBack(target, format, &again);
        for (const auto &[sum, place] : expected) {
            // A tree has no place for unlabeled images with a side but its top folders, a flat one none at
            // all.
            QCOMPARE(back.contains(sum) ? back.at(sum) : QString(), place);
        }
        QCOMPARE(back.size(), expected.size());
        QCOMPARE(again.refused.size(), 0U);
    }

    void linksInsteadOfCopies()
    {
        fill(true);
        for (const FilePlacement placement : {FilePlacement::HardLink, FilePlacement::SymbolicLink}) {
            const QString target = file(u"linked%1"_s.arg(int(placement)));
            QVERIFY(exportData(*m_database, target, {DataFormat::Csv, placement, true}));
            QCOMPARE(readBack(target, DataFormat::Csv), contentsOf(*m_database));
            int links = 0;
            for (QDirIterator it(target + u"/images"_s, QDir::Files); it.hasNext();)
                links += QFileInfo(it.next()).isSymLink() ? 1 : 0;
            QCOMPARE(links > 0, placement == FilePlacement::SymbolicLink);
        }
    }

    void refusesAndTakesBack()
    {
        const QString target = file(u"target"_s);
        QCOMPARE(exportData(*m_database, target, {}).error().code,
                 ErrorCode::InvalidInput); // nothing to export
        QVERIFY(!QFileInfo::exists(target));
        fill(true);
        writeFile(target + u"/precious.txt"_s, "mine");
        QCOMPARE(exportData(*m_database, target, {}).error().code, ErrorCode::AlreadyExists);
        QCOMPARE(test::contentsOf(target).size(), 1);

        CancelSource cancel;
        const auto stop = [&](const Progress &now) {
            if (now.done > 10)
                cancel.cancel();
        };
        const QString fresh = file(u"fresh"_s);
        QCOMPARE(exportData(*m_database, fresh, {}, stop, cancel.token()).error().code, ErrorCode::Cancelled);
        QVERIFY(!QFileInfo::exists(fresh));
        QVERIFY(QDir().mkpath(fresh));
        QCOMPARE(exportData(*m_database, fresh, {}, {}, cancel.token()).error().code, ErrorCode::Cancelled);
        QVERIFY(QDir(fresh).isEmpty());

        const auto images = *ImageRepository(*m_database).all();
        QVERIFY(QFile::remove(images[3].path));
        const auto report = exportData(*m_database, fresh, {});
        QVERIFY(report);
        QCOMPARE(report->refused.size(), 1U);
        QCOMPARE(report->refused[0].file, images[3].path);
    }

    /// A stranger's project may name any image of the user: looking at the project does not make it
    /// exportable.
    void editedFilesOnlyWhereSaid()
    {
        fill(false);
        const auto images = *ImageRepository(*m_database).all();
        const QString own = m_fixture->path() + u"/images/own.png"_s;
        paint(own, 100);
        QVERIFY(FileRepository(*m_database).move({{images[4].id, own, 0}}));
        QVERIFY(
            measureImages(*m_database)); // the one in the project has another content now, and is exported
        paint(images[3].path, 101);
        const DataExport all{DataFormat::Csv, FilePlacement::Copy, true};
        QCOMPARE(exportData(*m_database, file(u"before"_s), all)->refused.size(), 1U);
        QCOMPARE(measureImages(*m_database)->changed, std::vector<qint64>{images[3].id});
        const auto after = exportData(*m_database, file(u"after"_s), all);
        QCOMPARE(after->refused.size(), 1U);
        QCOMPARE(after->refused[0].file, images[3].path);
        DataExport edited = all;
        edited.edited = true;
        QVERIFY(exportData(*m_database, file(u"edited"_s), edited)->refused.empty());
        QVERIFY(importFiles(*m_database, {images[3].path}, 0)); // the user means it as it is now
        QVERIFY(exportData(*m_database, file(u"again"_s), all)->refused.empty());
        paint(images[3].path, 102);
        QVERIFY(importFiles(*m_database, {images[3].path}, 0)); // without a look at the project before
        QVERIFY(exportData(*m_database, file(u"once more"_s), all)->refused.empty());
    }

    void spreadsheetsRunNothing()
    {
        const std::vector<ListedImage> listed{{u"images/=1+1.png"_s, u"=HYPERLINK(\"x\")"_s, Split::Train},
                                              {u"images/2.png"_s, u"-1"_s, Split::None}};
        QCOMPARE(csvList(listed),
                 u"path,label,split\r\nimages/=1+1.png,\"=HYPERLINK(\"\"x\"\")\",train\r\n"
                 "images/2.png,-1,\r\n"_s);
        QCOMPARE(csvList(listed, true),
                 u"path,label,split\r\nimages/=1+1.png,\"'=HYPERLINK(\"\"x\"\")\",train\r\n"
                 "images/2.png,-1,\r\n"_s);
    }
    void csvOfOthers()
    {
        for (int i = 0; i < 6; ++i)
            paint(file(u"pics/%1.png"_s.arg(i)), i);
        writeFile(file(u"semicolons.csv"_s),
                  "\xef\xbb\xbf"
                  "Label;Filename;Set\r\n"
                  "Arena;pics/0.png;TRAIN\r\n"
                  "\"A;B\";pics\\1.png;val\r\n"
                  ";pics/2.png;\r\n"
                  "Arena;pics/3.png;maybe\r\n"
                  "Arena;;train\r\n"
                  "Arena;gone.png;train\r\n"
                  "a/b;pics/4.png;train\r\n");
        ImportReport report;
        const Contents contents = readBack(file(u"semicolons.csv"_s), DataFormat::Csv, &report);
        QStringList places;
        for (const auto &[sum, place] : contents)
            places << place;
        places.sort();
        QCOMPARE(places, (QStringList{u"-/0"_s, u"A;B/2"_s, u"Arena/1"_s}));
        QCOMPARE(report.refused.size(), 4U);
        QVERIFY(reasonFor(report.refused, u"3.png"_s).contains(u"maybe"));
        QVERIFY(reasonFor(report.refused, u"line 6"_s).contains(u"no file"));
        QVERIFY(reasonFor(report.refused, u"gone.png"_s).contains(u"does not exist"));
        QVERIFY(reasonFor(report.refused, u"4.png"_s).contains(u"slashes"));

        writeFile(file(u"bare.csv"_s), "pics/5.png,Tower\n");
        QCOMPARE(readBack(file(u"bare.csv"_s), DataFormat::Csv).begin()->second, u"Tower/0"_s);
    }

    /// A table from elsewhere may name any file of the user, and one of them many times.
    void filesOutsideAreSaid()
    {
        paint(file(u"private.png"_s), 1);
        paint(file(u"set/mine.png"_s), 2);
        writeFile(file(u"set/labels.csv"_s),
                  "path,label\nmine.png,a\n../private.png,a\n" + file(u"private.png"_s).toUtf8() + ",a\n");
        ImportReport report;
        readBack(file(u"set"_s), DataFormat::Csv, &report);
        QCOMPARE(report.imported, 2);
        QVERIFY2(report.notices.join(u' ').contains(u"2 of the files are outside"),
                 qPrintable(report.notices.join(u' ')));
        QVERIFY(QDir().mkpath(file(u"tree/a"_s)));
        paint(file(u"tree/a/own.png"_s), 3);
        QVERIFY(QFile::link(file(u"private.png"_s), file(u"tree/a/linked.png"_s)));
        QVERIFY(QFile::link(file(u"set"_s), file(u"tree/b"_s)));
        readBack(file(u"tree"_s), DataFormat::Folders, &report);
        QVERIFY2(report.notices.join(u' ').contains(u"are outside"), qPrintable(report.notices.join(u' ')));
        QVERIFY(QDir(file(u"tree/b"_s)).exists());
        QVERIFY(QFile::remove(file(u"tree/b"_s)) && QFile::remove(file(u"tree/a/linked.png"_s)));
        readBack(file(u"tree"_s), DataFormat::Folders, &report);
        QVERIFY(!report.notices.join(u' ').contains(u"are outside"));
    }

    void aFileNamedManyTimesIsReadOnce()
    {
        const QString path = file(u"one.png"_s);
        paint(path, 1);
        const std::vector<FoundFile> files(5000, FoundFile{path});
        ImageVerifier verifier(files, {}, {});
        const auto first = verifier.next();
        QVERIFY(first && first->refusal.isEmpty());
        QVERIFY(QFile::remove(path));
        for (std::size_t i = 1; i < files.size(); ++i) {
            const auto again = verifier.next();
            QVERIFY(again);
            QCOMPARE(again->refusal, QString());
            QCOMPARE(again->image.sha256, first->image.sha256);
        }
        QVERIFY(!verifier.next());
    }

    void splitByColumn()
    {
        fill(false);
        const auto images = *ImageRepository(*m_database).all();
        writeFile(file(u"split.csv"_s),
                  csvRow({u"split"_s, u"path"_s}).toUtf8() + csvRow({u"valid"_s, images[0].path}).toUtf8()
                      + csvRow({u"train"_s, QDir(m_source->path()).relativeFilePath(images[1].path)}).toUtf8()
                      + csvRow({u"train"_s, u"stranger.png"_s}).toUtf8()
                      + csvRow({u"odd"_s, images[2].path}).toUtf8());
        const auto table = splitsFromCsv(file(u"split.csv"_s), images);
        QVERIFY(table);
        QCOMPARE(table->splits,
                 (QHash<qint64, Split>{{images[0].id, Split::Valid}, {images[1].id, Split::Train}}));
        QCOMPARE(table->refused.size(), 2U);
        QVERIFY(reasonFor(table->refused, u"stranger"_s).contains(u"not in the project"));
        writeFile(file(u"none.csv"_s), "path,label\nx.png,a\n");
        QCOMPARE(splitsFromCsv(file(u"none.csv"_s), images).error().code, ErrorCode::InvalidInput);
    }

    void labelStudioOfOthers()
    {
        for (int i = 0; i < 6; ++i)
            paint(file(u"pics/%1.png"_s.arg(i)), i);
        paint(file(u"3.png"_s), 3);
        paint(file(u"my image.png"_s), 6);
        QByteArray tasks = studioTasks;
        tasks.replace("LOCAL", QUrl::fromLocalFile(file(u"my image.png"_s)).toEncoded());
        writeFile(file(u"tasks.json"_s), tasks);
        ImportReport report;
        const Contents contents = readBack(file(u"tasks.json"_s), DataFormat::LabelStudio, &report);
        QStringList places;
        for (const auto &[sum, place] : contents)
            places << place;
        places.sort();
        QCOMPARE(places, (QStringList{u"-/0"_s, u"Arena/0"_s, u"Old/2"_s}));
        QCOMPARE(report.refused.size(), 6U);
        QVERIFY(reasonFor(report.refused, u"1.png"_s).contains(u"several"));
        QVERIFY(reasonFor(report.refused, u"example.org"_s).contains(u"download"));
        QVERIFY(reasonFor(report.refused, u"task 6"_s).contains(u"no image"));

        writeFile(file(u"min.json"_s), studioMin);
        QCOMPARE(readBack(file(u"min.json"_s), DataFormat::LabelStudio).size(), 1U);
    }

    void fiftyOneOfOthers()
    {
        for (int i = 0; i < 4; ++i)
            paint(file(u"data/%1.png"_s.arg(i)), i);
        writeFile(file(u"labels.json"_s), fiftyOneText);
        ImportReport report;
        const Contents contents = readBack(m_source->path(), DataFormat::FiftyOne, &report);
        QCOMPARE(contents.size(), 3U);
        QCOMPARE(std::ranges::count(contents, u"Tower/0"_s, [](const auto &entry) { return entry.second; }),
                 2);
        QCOMPARE(report.refused.size(), 2U);
        QVERIFY(reasonFor(report.refused, u"3.png"_s).contains(u"classes"));
    }

    void hostileFiles()
    {
        const QByteArray deep = QByteArray(200'000, '[');
        writeFile(file(u"deep.json"_s), deep);
        writeFile(file(u"binary.json"_s), QByteArray::fromHex("00ff00fe8090") + QByteArray(1000, '\0'));
        writeFile(file(u"object.json"_s), anObject);
        writeFile(file(u"quote.csv"_s), "path,label\n\"never closed,1\n2");
        writeFile(file(u"empty.csv"_s), {});
        writeFile(file(u"devices.csv"_s),
                  "path,label\n/dev/zero,a\n/dev/stdin,a\n../../../../etc/passwd,a\n/proc/self/mem,b\n");
        writeFile(file(u"empty/x.txt"_s), {});
        for (const DataFormat format : allDataFormats()) {
            for (const QString &name : {u"deep.json"_s, u"binary.json"_s, u"object.json"_s, u"quote.csv"_s,
                                        u"empty.csv"_s, u"devices.csv"_s, u"empty"_s, u"gone"_s}) {
                const auto report = importData(*m_database, {file(name), format});
                QVERIFY2(!report || report->imported == 0, qPrintable(name));
                if (!report)
                    QVERIFY2(report.error().message.endsWith(u'.'), qPrintable(report.error().message));
            }
        }
        QCOMPARE(importData(*m_database, {file(u"deep.json"_s), DataFormat::LabelStudio}).error().code,
                 ErrorCode::Corrupt);
        QCOMPARE(importData(*m_database, {file(u"object.json"_s), DataFormat::FiftyOne}).error().code,
                 ErrorCode::Corrupt);
        QCOMPARE(importData(*m_database, {file(u"devices.csv"_s), DataFormat::Csv})->refused.size(), 4U);
    }

    void formatsByName()
    {
        for (const DataFormat format : allDataFormats()) {
            QCOMPARE(*dataFormatFromName(formatName(format)), format);
            QVERIFY(!formatTitle(format).isEmpty());
        }
        QVERIFY(dataFormatFromName(u"coco"_s).error().message.contains(u"label-studio"));
    }
};

QTEST_GUILESS_MAIN(TestInterchange)
#include "tst_interchange.moc"
