// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/health/health.h"
#include "core/dataset/importer.h"
#include "core/imaging/decode.h"
#include "core/project/repositories/conflictrepository.h"
#include "core/project/repositories/editrepository.h"
#include "tests/imaging/testimages.h"
#include "tests/project/projectfixture.h"
#include "tests/support/fulldisk.h"
#include "tests/support/shareddata.h"

#include <QTest>
#include <QTimeZone>

#include <sys/stat.h>
#include <unistd.h>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

namespace {

void writeFile(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size(), qPrintable(path));
}

/// A small JPEG, different for each number.
QByteArray jpeg(int number)
{
    QImage image = quarters(40, 32);
    image.setPixel(0, 0, qRgb(number % 256, number / 256, 0));
    for (int i = 0; i < 16; ++i)
        image.setPixel(i, 31, number >> i & 1 ? qRgb(255, 255, 255) : qRgb(0, 0, 0));
    return encoded(image, "jpg", 100);
}

} // namespace

class TestImporter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void classesAndSplits();
    void messyTree();
    void trainAsAClass();
    void twiceIsDuplicates();
    void namesThatAreNoClass();
    void cancelKeepsWhatIsDone();
    void progressReachesTheEnd();
    void singleFiles();
    void datesTaken();
    void missingFolder();
    void ownProjectIsPassedOver();
    void fullDiskInTheMiddle();
    void contradictingCopies();
    void aCopyWithALabel();
    void namesThatAreNoText();
    void linkedFolders();
    void sharedMessyFolder();
    void sharedLandmarks();

private:
    QString file(const QString &name) const { return m_source->filePath(name); }
    std::vector<ImageRecord> images() const { return *ImageRepository(*m_database).all(); }
    QString className(qint64 id) const
    {
        const auto classes = ClassRepository(*m_database).all();
        for (const ClassRecord &record : *classes) {
            if (record.id == id)
                return record.name;
        }
        return {};
    }
    /// "class/split" of an imported file, empty if it is not there.
    QString placeOf(const QString &name) const
    {
        for (const ImageRecord &image : images()) {
            if (image.path == file(name))
                return className(image.classId) + u'/' + QString::number(int(image.split));
        }
        return {};
    }
    static QString reasonFor(const ImportReport &report, const QString &end)
    {
        for (const Refusal &refusal : report.refused) {
            if (refusal.file.endsWith(end))
                return refusal.reason;
        }
        return {};
    }

    std::unique_ptr<QTemporaryDir> m_source;
    std::unique_ptr<ProjectFixture> m_fixture;
    std::unique_ptr<Database> m_database;
};

void TestImporter::init()
{
    m_source = std::make_unique<QTemporaryDir>();
    m_fixture = std::make_unique<ProjectFixture>(QStringList{u"Arena"_s});
    m_database = *m_fixture->project->connect();
}

void TestImporter::cleanup()
{
    m_database.reset();
    m_fixture.reset();
}

void TestImporter::classesAndSplits()
{
    writeFile(file(u"train/arena/1.jpg"_s), jpeg(1));
    writeFile(file(u"Val/tower/2.jpg"_s), jpeg(2));
    writeFile(file(u"test/tower/3.jpg"_s), jpeg(3));
    writeFile(file(u"train/4.jpg"_s), jpeg(4));
    writeFile(file(u"train/deep/tower/5.jpg"_s), jpeg(5));
    writeFile(file(u"6.jpg"_s), jpeg(6));
    const auto report = importFolder(*m_database, m_source->path());
    QVERIFY(report);
    QCOMPARE(report->imported, 6);
    QCOMPARE(placeOf(u"train/arena/1.jpg"_s), u"arena/1"_s); // not the class Arena that was there
    QCOMPARE(placeOf(u"Val/tower/2.jpg"_s), u"tower/2"_s);
    QCOMPARE(placeOf(u"test/tower/3.jpg"_s), u"tower/3"_s);
    QCOMPARE(placeOf(u"train/4.jpg"_s), u"/1"_s);
    QCOMPARE(placeOf(u"train/deep/tower/5.jpg"_s), u"deep/1"_s);
    QCOMPARE(placeOf(u"6.jpg"_s), u"/0"_s);
    QCOMPARE(ClassRepository(*m_database).all()->size(), 4U);
    QCOMPARE(report->caseVariants, QList<QStringList>{(QStringList{u"Arena"_s, u"arena"_s})});
    QVERIFY(report->addsUp());
    QVERIFY(!report->notices.filter(u"level 1"_s).isEmpty());
    QCOMPARE(images()[1].width, 40);
}

void TestImporter::messyTree()
{
    const QByteArray good = jpeg(1);
    const QByteArray png = encoded(noise(), "png");
    writeFile(file(u"a/good.jpg"_s), good);
    writeFile(file(u"a/empty.jpg"_s), {});
    writeFile(file(u"a/cut.jpg"_s), encoded(noise(), "jpg").first(4000));
    writeFile(file(u"a/cut.png"_s), png.first(png.size() / 2));
    writeFile(file(u"a/text.jpg"_s), "not found\n");
    writeFile(file(u"a/page.jpg"_s), "<!DOCTYPE html><html></html>");
    writeFile(file(u"a/png.jpg"_s), png);
    writeFile(file(u"a/bomb.png"_s), pngClaiming(60000, 60000));
    writeFile(file(u"a/.hidden.jpg"_s), jpeg(2));
    writeFile(file(u".hidden/b.jpg"_s), jpeg(3));
    writeFile(file(u"a/same.jpg"_s), good);
    writeFile(file(u"a/notes.txt"_s), "remember the milk");
    writeFile(file(u"locked/x.jpg"_s), jpeg(4));
    writeFile(file(u"locked/unreadable.jpg"_s), jpeg(5));
    QVERIFY(QFile::setPermissions(file(u"locked/unreadable.jpg"_s), {}));
    QVERIFY(QFile::link(m_source->path(), file(u"a/loop"_s)));
    QVERIFY(QFile::link(file(u"nowhere.jpg"_s), file(u"a/dangling.jpg"_s)));
    const auto before = contentsOf(m_source->path());

    const auto report = importFolder(*m_database, m_source->path());
    QVERIFY(report);
    const bool superuser = geteuid() == 0; // reads everything
    QCOMPARE(report->imported, superuser ? 4 : 3);
    QCOMPARE(qint64(report->duplicates.size()), 1);
    QVERIFY(reasonFor(*report, u"empty.jpg"_s).contains(u"empty"));
    QVERIFY(reasonFor(*report, u"cut.jpg"_s).contains(u"damaged"));
    QVERIFY(reasonFor(*report, u"cut.png"_s).contains(u"damaged"));
    QVERIFY(reasonFor(*report, u"text.jpg"_s).contains(u"text file"));
    QVERIFY(reasonFor(*report, u"page.jpg"_s).contains(u"HTML page"));
    QVERIFY(reasonFor(*report, u"bomb.png"_s).contains(u"60,000 × 60,000"));
    QVERIFY(reasonFor(*report, u"notes.txt"_s).contains(u"text file"));
    QVERIFY(reasonFor(*report, u"a/loop"_s).contains(u"link to a folder"));
    QVERIFY(reasonFor(*report, u"dangling.jpg"_s).contains(u"not there"));
    QVERIFY(report->addsUp());
    QCOMPARE(report->passedOver.size(), 2);
    QVERIFY(report->duplicates[0].file.endsWith(u"a/same.jpg"));
    QVERIFY(report->duplicates[0].of.endsWith(u"a/good.jpg"));
    QCOMPARE(reasonFor(*report, u"unreadable.jpg"_s).isEmpty(), superuser);
    QCOMPARE(report->refused.size(), superuser ? 9U : 10U);
    QCOMPARE(placeOf(u"a/png.jpg"_s), u"a/0"_s);
    QCOMPARE(contentsOf(m_source->path()), before);
}

void TestImporter::trainAsAClass()
{
    writeFile(file(u"train/1.jpg"_s), jpeg(1));
    writeFile(file(u"bus/2.jpg"_s), jpeg(2));
    QVERIFY(importFolder(*m_database, m_source->path()));
    QCOMPARE(placeOf(u"train/1.jpg"_s), u"train/0"_s);
}

void TestImporter::twiceIsDuplicates()
{
    for (int i = 0; i < 450; ++i) // more than two chunks
        writeFile(file(u"c%1/%2.jpg"_s.arg(i % 3).arg(i)), jpeg(i));
    const auto first = importFolder(*m_database, m_source->path());
    QCOMPARE(first->imported, 450);
    QCOMPARE(qint64(first->duplicates.size()), 0);
    const auto second = importFolder(*m_database, m_source->path());
    QCOMPARE(second->imported, 0);
    QCOMPARE(qint64(second->duplicates.size()), 450);
    QCOMPARE(images().size(), 450U);
    // In the order of the paths, whichever core was first.
    QVERIFY(std::ranges::is_sorted(images(), {}, &ImageRecord::path));
}

void TestImporter::namesThatAreNoClass()
{
    writeFile(file(QString(150, u'x') + u"/1.jpg"_s), jpeg(1));
    writeFile(file(u"Kölner Dom 🏛/2.jpg"_s), jpeg(2));
    const auto report = importFolder(*m_database, m_source->path());
    QCOMPARE(report->imported, 1);
    QVERIFY(reasonFor(*report, u"1.jpg"_s).contains(u"at most 100"));
    QCOMPARE(placeOf(u"Kölner Dom 🏛/2.jpg"_s), u"Kölner Dom 🏛/0"_s);
}

void TestImporter::cancelKeepsWhatIsDone()
{
    for (int i = 0; i < 60; ++i)
        writeFile(file(u"a/%1.jpg"_s.arg(i)), jpeg(i));
    CancelSource early;
    early.cancel();
    const auto none = importFolder(*m_database, m_source->path(), {}, {}, early.token());
    QVERIFY(none);
    QVERIFY(none->cancelled);
    QCOMPARE(none->imported, 0);
    CancelSource later;
    const auto some = importFolder(
        *m_database, m_source->path(), {}, [&](const Progress &) { later.cancel(); }, later.token());
    QVERIFY(some);
    QVERIFY(some->cancelled);
    QCOMPARE(qint64(images().size()), some->imported);
}

void TestImporter::progressReachesTheEnd()
{
    for (int i = 0; i < 20; ++i)
        writeFile(file(u"a/%1.jpg"_s.arg(i)), jpeg(i));
    Progress last;
    QVERIFY(importFolder(*m_database, m_source->path(), {}, [&](const Progress &p) { last = p; }));
    QCOMPARE(last.done, 20);
    QCOMPARE(last.total, 20);
}

void TestImporter::singleFiles()
{
    writeFile(file(u"x/1.jpg"_s), jpeg(1));
    writeFile(file(u"y/2.txt"_s), "text");
    const auto report = importFiles(
        *m_database, {file(u"x/1.jpg"_s), file(u"y/2.txt"_s), file(u"x"_s), file(u"gone"_s)}, 1);
    QVERIFY(report);
    QCOMPARE(report->imported, 1);
    QCOMPARE(report->refused.size(), 3U);
    QVERIFY(report->refused[1].reason.contains(u"folder"));
    QCOMPARE(placeOf(u"x/1.jpg"_s), u"Arena/0"_s);
}

void TestImporter::datesTaken()
{
    writeFile(file(u"a.jpg"_s), withDateTaken(jpeg(1), "2019:05:03 14:02:11"));
    writeFile(file(u"b.jpg"_s), jpeg(2));
    QVERIFY(importFiles(*m_database, {file(u"a.jpg"_s), file(u"b.jpg"_s)}, 0));
    QCOMPARE(images()[0].takenAt,
             QDateTime(QDate(2019, 5, 3), QTime(14, 2, 11), QTimeZone::utc()).toMSecsSinceEpoch());
    QCOMPARE(images()[1].takenAt, 0);
    QVERIFY(images()[1].addedAt > 0);
}

void TestImporter::missingFolder()
{
    QCOMPARE(importFolder(*m_database, file(u"nothing"_s)).error().code, ErrorCode::NotFound);
    writeFile(file(u"f.jpg"_s), jpeg(1));
    QCOMPARE(importFolder(*m_database, file(u"f.jpg"_s)).error().code, ErrorCode::InvalidInput);
    const auto empty = importFolder(*m_database, m_fixture->project->imagesDirectory());
    QVERIFY(empty);
    QCOMPARE(empty->imported + qint64(empty->refused.size()), 0);
}

void TestImporter::ownProjectIsPassedOver()
{
    writeFile(m_fixture->folder.filePath(u"arena/1.jpg"_s), jpeg(1));
    writeFile(m_fixture->project->imagesDirectory() + u"/aa/2.jpg"_s, jpeg(2));
    const auto report = importFolder(*m_database, m_fixture->folder.path());
    QCOMPARE(report->imported, 1);
    QCOMPARE(report->refused.size(), 0U);
    // But its own images can be imported on purpose.
    QCOMPARE(importFolder(*m_database, m_fixture->project->imagesDirectory())->imported, 1);
}

void TestImporter::fullDiskInTheMiddle()
{
    constexpr int count = 900; // more than one transaction
    for (int i = 0; i < count; ++i)
        writeFile(file(u"tower/%1.jpg"_s.arg(i)), jpeg(i));
    writeFile(m_fixture->folder.filePath(u"mine.jpg"_s), jpeg(count));
    QVERIFY(importFiles(*m_database, {m_fixture->folder.filePath(u"mine.jpg"_s)}, 1));
    {
        const FullDisk disk(QFileInfo(m_fixture->path() + u"/project.sqlite-wal"_s).size() + 500'000);
        const auto report = importFolder(*m_database, m_source->path());
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::WriteFailed);
        QVERIFY2(report.error().message.contains(u"disk"_s), qPrintable(report.error().message));
    }
    m_database.reset();
    m_fixture->project.reset();
    auto reopened = Project::open(m_fixture->path());
    QVERIFY2(reopened, reopened ? "" : qPrintable(reopened.error().message));
    m_fixture->project = *std::move(reopened);
    m_database = *m_fixture->project->connect();
    const auto kept = qint64(images().size());
    QVERIFY2(kept > 1 && kept < count, qPrintable(QString::number(kept)));
    QCOMPARE(images().front().classId, 1);
    QCOMPARE(className(images().back().classId), u"tower"_s);

    const auto report = importFolder(*m_database, m_source->path());
    QVERIFY(report);
    QCOMPARE(qint64(report->duplicates.size()), kept - 1);
    QCOMPARE(report->imported, count + 1 - kept);
}

void TestImporter::contradictingCopies()
{
    writeFile(file(u"husky/a.jpg"_s), jpeg(1));
    writeFile(file(u"husky/b.jpg"_s), jpeg(2));
    writeFile(file(u"wolf/copy.jpg"_s), jpeg(1));
    writeFile(file(u"wolf/w.jpg"_s), jpeg(3));
    const auto report = importFolder(*m_database, m_source->path());
    QVERIFY(report && report->addsUp());
    QCOMPARE(report->imported, 3);
    QCOMPARE(report->conflicts.size(), 1U);
    QCOMPARE(report->conflicts[0].file, file(u"wolf/copy.jpg"_s));
    QCOMPARE(report->conflicts[0].label, u"wolf"_s);
    QCOMPARE(report->conflicts[0].other, file(u"husky/a.jpg"_s));
    QCOMPARE(report->conflicts[0].otherLabel, u"husky"_s);
    QCOMPARE(placeOf(u"husky/a.jpg"_s), u"/0"_s); // the order of the folders does not decide
    QCOMPARE(placeOf(u"husky/b.jpg"_s), u"husky/0"_s);
    const auto open = ConflictRepository(*m_database).open();
    QCOMPARE(open->size(), 1U);
    QCOMPARE(open->front().imageId, images().front().id);
    QCOMPARE(open->front().file, file(u"wolf/copy.jpg"_s));
    const auto health = checkProject(*m_database);
    QCOMPARE(health->finding(u"conflicts"_s)->ids, std::vector<qint64>{images().front().id});
    // Whoever labels it has decided.
    const LabelChange decision{images().front().id, 0, images()[1].classId};
    QVERIFY(EditRepository(*m_database).add({1, EditKind::Label, u"Label"_s, {decision}, {}, {}}, {}));
    QCOMPARE(ConflictRepository(*m_database).open()->size(), 0U);
}

void TestImporter::aCopyWithALabel()
{
    writeFile(file(u"0.jpg"_s), jpeg(1));
    writeFile(file(u"cat/1.jpg"_s), jpeg(1));
    const auto report = importFolder(*m_database, m_source->path());
    QVERIFY(report && report->addsUp());
    QCOMPARE(report->imported, 1);
    QCOMPARE(report->duplicates.size(), 1U);
    QCOMPARE(placeOf(u"0.jpg"_s), u"cat/0"_s);
}

void TestImporter::namesThatAreNoText()
{
    const QByteArray folder = QFile::encodeName(m_source->path()) + "/caf\xe9";
    QVERIFY(mkdir(folder.constData(), 0777) == 0);
    for (const QByteArray &name : {QByteArray("/stra\xdf"
                                              "e.jpg"),
                                   QByteArray("/100%\xff.jpg")}) {
        FILE *out = fopen((folder + name).constData(), "wb");
        QVERIFY(out);
        const QByteArray bytes = jpeg(int(name.size()));
        QCOMPARE(fwrite(bytes.constData(), 1, std::size_t(bytes.size()), out), std::size_t(bytes.size()));
        fclose(out);
    }
    writeFile(file(u"tea/1.jpg"_s), jpeg(77));
    const auto report = importFolder(*m_database, m_source->path());
    QVERIFY(report && report->addsUp());
    QCOMPARE(report->imported, 3);
    QStringList names;
    for (const ImageRecord &image : images()) {
        if (className(image.classId) == u"caf%E9")
            names << QFileInfo(image.path).fileName();
        QVERIFY(QFile::exists(image.path));
    }
    names.sort();
    QCOMPARE(names, (QStringList{u"100%25%FF.jpg"_s, u"stra%DFe.jpg"_s}));
    QCOMPARE(importFolder(*m_database, m_source->path())->duplicates.size(), 3U);
    for (const QByteArray &name : {QByteArray("/stra\xdf"
                                              "e.jpg"),
                                   QByteArray("/100%\xff.jpg")})
        QCOMPARE(access((folder + name).constData(), R_OK), 0); // the originals stay
    remove((folder
            + "/stra\xdf"
              "e.jpg")
               .constData()); // QTemporaryDir cannot
    remove((folder + "/100%\xff.jpg").constData());
    rmdir(folder.constData());
}

void TestImporter::linkedFolders()
{
    const QTemporaryDir elsewhere;
    writeFile(elsewhere.filePath(u"ants/1.jpg"_s), jpeg(1));
    writeFile(elsewhere.filePath(u"ants/2.jpg"_s), jpeg(2));
    writeFile(file(u"bees/3.jpg"_s), jpeg(3));
    QVERIFY(QFile::link(elsewhere.filePath(u"ants"_s), file(u"ants"_s)));
    QVERIFY(QFile::link(m_source->path(), file(u"bees/up"_s)));
    QVERIFY(QFile::link(file(u"bees"_s), file(u"aaa"_s))); // comes first, but is not the folder's own place
    QVERIFY(QFile::link(elsewhere.path(), elsewhere.filePath(u"ants/up"_s)));
    const auto report = importFolder(*m_database, m_source->path());
    QVERIFY(report && report->addsUp());
    QCOMPARE(report->imported, 3);
    QCOMPARE(placeOf(u"ants/1.jpg"_s), u"ants/0"_s);
    QCOMPARE(placeOf(u"bees/3.jpg"_s), u"bees/0"_s);
    QVERIFY(reasonFor(*report, u"bees/up"_s).contains(u"link to a folder"));
    QVERIFY(reasonFor(*report, u"/aaa"_s).contains(u"link to a folder"));
}

void TestImporter::sharedMessyFolder()
{
    const QString folder = sharedData(u"data/messy"_s);
    if (folder.isEmpty())
        QSKIP("the folder of awkward files is not here");
    qint64 files = 0;
    for (QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories); it.hasNext(); it.next())
        ++files;
    const auto report = importFolder(*m_database, folder);
    QVERIFY(report);
    QCOMPARE(report->seen, files);
    QVERIFY(report->addsUp());
    for (const Refusal &refusal : report->refused)
        QVERIFY2(refusal.reason.endsWith(u'.'), qPrintable(refusal.file));
    QVERIFY(report->imported > 400);
    for (const ImageRecord &image : images()) {
        const auto decoded = decodeImageFile(image.path);
        QVERIFY2(decoded, qPrintable(image.path)); // what was let in can be read, at full size too
        QCOMPARE(QSize(decoded->cols, decoded->rows), QSize(image.width, image.height));
    }
}

void TestImporter::sharedLandmarks()
{
    const QString folder = sharedData(u"data/landmarks3"_s);
    if (folder.isEmpty())
        QSKIP("the landmark photographs are not here");
    QElapsedTimer timer;
    timer.start();
    const auto report = importFolder(*m_database, folder);
    QVERIFY(report);
    qInfo("%lld photographs imported in %lld ms, %lld duplicates, %zu refused", report->imported,
          timer.elapsed(), qint64(report->duplicates.size()), report->refused.size());
    for (const Refusal &refusal : report->refused)
        qInfo() << refusal.file << refusal.reason;
    QCOMPARE(report->imported + qint64(report->duplicates.size()), 276);
}

QTEST_GUILESS_MAIN(TestImporter)
#include "tst_importer.moc"
