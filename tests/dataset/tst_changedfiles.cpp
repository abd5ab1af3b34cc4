// SPDX-License-Identifier: GPL-3.0-or-later
// Files of images that were edited, damaged, moved or taken away since they were read.

#include "core/dataset/health/qualityscan.h"
#include "core/dataset/importer.h"
#include "core/dataset/relocation.h"
#include "core/project/repositories/filerepository.h"
#include "tests/imaging/testimages.h"
#include "tests/project/projectfixture.h"

#include <QDateTime>
#include <QTest>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

class TestChangedFiles : public QObject
{
    Q_OBJECT

    std::unique_ptr<ProjectFixture> m_fixture;
    std::unique_ptr<Database> m_database;
    QString m_images;

    QString image(const QString &name) const { return m_images + u'/' + name; }
    StoredFile stored(const QString &path) const
    {
        for (const StoredFile &file : *FileRepository(*m_database).all()) {
            if (file.path == path)
                return file;
        }
        return {};
    }
    /// As an editor writes: another content, a later time.
    static void edit(const QString &path, const QImage &image)
    {
        QVERIFY(image.save(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(5), QFileDevice::FileModificationTime));
    }

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ProjectFixture>();
        m_database = *m_fixture->project->connect();
        m_images = m_fixture->folder.filePath(u"images"_s);
        QVERIFY(QDir().mkpath(m_images));
        QVERIFY(noise(120, 100).save(image(u"noise.png"_s)));
        QVERIFY(quarters(120, 100).save(image(u"quarters.png"_s)));
        QVERIFY(importFolder(*m_database, m_images));
    }
    void cleanup()
    {
        m_database.reset();
        m_fixture.reset();
    }

    void importsNoteTheTime()
    {
        const StoredFile file = stored(image(u"noise.png"_s));
        QCOMPARE(file.modifiedAt, fileTime(file.path));
        QVERIFY(file.modifiedAt != 0 && file.measured);
        const auto scan = measureImages(*m_database);
        QVERIFY(scan && scan->measured == 0 && scan->changed.empty() && scan->unreadable.empty());
    }

    void anEditedFileIsReadAgain()
    {
        const StoredFile before = stored(image(u"noise.png"_s));
        edit(before.path, quarters(90, 70));
        const auto scan = measureImages(*m_database);
        QVERIFY(scan);
        QCOMPARE(scan->changed, std::vector<qint64>{before.id});
        const StoredFile after = stored(before.path);
        QVERIFY(after.sha256 != before.sha256);
        QCOMPARE(after.modifiedAt, fileTime(after.path));
        for (const ImageRecord &record : *ImageRepository(*m_database).all()) {
            if (record.id == before.id)
                QCOMPARE(QSize(record.width, record.height), QSize(90, 70));
        }
        QVERIFY(measureImages(*m_database)->changed.empty());
    }

    /// That its label is fine was said of another content, and so were its features.
    void whatWasSaidOfTheEarlierContentIsForgotten()
    {
        QVERIFY(m_database->execute(u"UPDATE images SET fine_class = 1"_s));
        const Folder &folder = m_fixture->project->folder();
        QVERIFY(folder.replace(u"features/resnet34.bin"_s, "features"));
        const auto fine = [&](const QString &path) {
            const std::vector<ImageRecord> images = *ImageRepository(*m_database).all();
            return std::ranges::find(images, path, &ImageRecord::path)->fineClass;
        };
        QVERIFY(measureImages(*m_database));
        QCOMPARE(folder.kind(u"features/resnet34.bin"_s), Folder::Kind::File); // nothing was edited
        edit(image(u"noise.png"_s), quarters(90, 70));
        QVERIFY(measureImages(*m_database));
        QCOMPARE(fine(image(u"noise.png"_s)), 0);
        QCOMPARE(fine(image(u"quarters.png"_s)), 1);
        QCOMPARE(folder.kind(u"features/resnet34.bin"_s), Folder::Kind::Missing);
    }

    /// Only its time is another, as after a copy: nothing to tell.
    void aTouchedFileIsTheSame()
    {
        const StoredFile before = stored(image(u"noise.png"_s));
        edit(before.path, noise(120, 100));
        const auto scan = measureImages(*m_database);
        QVERIFY(scan && scan->changed.empty() && scan->measured == 0);
        QCOMPARE(stored(before.path).modifiedAt, fileTime(before.path));
    }

    /// Two images cannot have one content in the database: both rows stay, and are told apart.
    void editedIntoAnothersContent()
    {
        const StoredFile other = stored(image(u"quarters.png"_s));
        edit(image(u"noise.png"_s), quarters(120, 100));
        const auto scan = measureImages(*m_database);
        QVERIFY2(scan, scan ? "" : qPrintable(scan.error().message));
        QCOMPARE(scan->changed.size(), 1U);
        QVERIFY(stored(image(u"noise.png"_s)).sha256 != other.sha256);
        QCOMPARE(stored(other.path).sha256, other.sha256);
        QVERIFY(measureImages(*m_database)->changed.empty());
    }

    void damagedAndGoneFilesAreUnreadable()
    {
        const QString damaged = image(u"noise.png"_s);
        QVERIFY(QFile::resize(damaged, QFileInfo(damaged).size() / 2));
        QVERIFY(QFile::remove(image(u"quarters.png"_s)));
        for (int i = 0; i < 2; ++i) { // it stays so until it is mended
            const auto scan = measureImages(*m_database);
            QCOMPARE(scan->unreadable.size(), 2U);
            QVERIFY(scan->changed.empty());
        }
        QVERIFY(noise(120, 100).save(damaged));
        QCOMPARE(measureImages(*m_database)->unreadable.size(), 1U);
    }

    /// Importing anew what was moved gives the image its new place, not a duplicate without one.
    void anImportFindsWhatWasMoved()
    {
        const qint64 id = stored(image(u"noise.png"_s)).id;
        const QString place = m_fixture->folder.filePath(u"sorted/Arena"_s);
        QVERIFY(QDir().mkpath(place));
        QVERIFY(QFile::rename(image(u"noise.png"_s), place + u"/n.png"_s));
        const auto report = importFiles(*m_database, {place + u"/n.png"_s}, 0);
        QVERIFY(report && report->addsUp());
        QCOMPARE(report->moved.size(), 1U);
        QCOMPARE(report->moved[0].from, image(u"noise.png"_s));
        QCOMPARE(stored(place + u"/n.png"_s).id, id);
        QVERIFY(measureImages(*m_database)->unreadable.empty());
    }

    /// In the folder of another class it is offered as a relabel, which happens only where it is asked for.
    void anImportOffersWhatWasSortedAnew()
    {
        const QString sorted = m_fixture->folder.filePath(u"sorted"_s);
        for (const QString &name : {u"Arena"_s, u"Clock tower"_s})
            QVERIFY(QDir().mkpath(sorted + u'/' + name));
        QVERIFY(noise(64, 64).save(sorted + u"/Arena/a.png"_s));
        QVERIFY(quarters(64, 64).save(sorted + u"/Clock tower/b.png"_s));
        QCOMPARE(importFolder(*m_database, sorted)->imported, 2);
        const QString before = sorted + u"/Arena/a.png"_s;
        const QString after = sorted + u"/Clock tower/a.png"_s;
        QVERIFY(QFile::rename(before, after));
        const auto classOf = [&](const QString &path) {
            for (const ImageRecord &record : *ImageRepository(*m_database).all()) {
                if (record.path == path)
                    return record.classId;
            }
            return qint64(-1);
        };
        const qint64 tower = classOf(sorted + u"/Clock tower/b.png"_s);
        const qint64 arena = classOf(before);
        const auto offered = importFolder(*m_database, sorted);
        QVERIFY(offered && offered->addsUp());
        QCOMPARE(offered->relabels.size(), 1U);
        QCOMPARE(offered->relabels[0].before, u"Arena"_s);
        QCOMPARE(offered->relabels[0].after, u"Clock tower"_s);
        QCOMPARE(classOf(after), arena); // at its new place, as it was labeled

        // Taking the offer is importing once more.
        ImportOptions options;
        options.relabel = true;
        const auto taken = importFolder(*m_database, sorted, options);
        QVERIFY(taken && taken->addsUp());
        QVERIFY(taken->conflicts.empty());
        QCOMPARE(taken->relabels.size(), 1U);
        QCOMPARE(classOf(after), tower);
        QCOMPARE(importFolder(*m_database, sorted, options)->relabels.size(), 0U);

        QVERIFY(QFile::rename(after, before));
        QCOMPARE(importFolder(*m_database, sorted)->relabels.size(), 1U);
        QCOMPARE(classOf(before), tower);
        QCOMPARE(importFolder(*m_database, sorted, options)->relabels.size(), 1U);
        QCOMPARE(classOf(before), arena);
    }

    /// The hash of what a file held once does not make a duplicate of it.
    void theOriginalOfAnEditedFileIsNew()
    {
        const QString kept = m_fixture->folder.filePath(u"original.png"_s);
        QVERIFY(QFile::copy(image(u"noise.png"_s), kept));
        edit(image(u"noise.png"_s), quarters(90, 70));
        const auto report = importFiles(*m_database, {kept}, 0);
        QVERIFY(report && report->addsUp());
        QCOMPARE(report->imported, 1);
        QVERIFY(stored(kept).id != 0 && stored(image(u"noise.png"_s)).id != 0);
        // The edited file itself, imported again, is what the project has by now.
        edit(image(u"quarters.png"_s), noise(77, 77));
        const auto again = importFolder(*m_database, m_images);
        QVERIFY(again && again->addsUp());
        QVERIFY(again->refused.empty());
        QCOMPARE(again->duplicates.size(), 2U);
    }

    void anIntactCopyTakesThePlaceOfADamagedFile()
    {
        const QString copy = m_fixture->folder.filePath(u"copy.png"_s);
        QVERIFY(QFile::copy(image(u"noise.png"_s), copy));
        const qint64 id = stored(image(u"noise.png"_s)).id;
        QVERIFY(QFile::resize(image(u"noise.png"_s), 200));
        QCOMPARE(importFiles(*m_database, {copy}, 0)->moved.size(), 1U);
        QCOMPARE(stored(copy).id, id);
    }

    void movedFoldersAreFound()
    {
        const QString place = m_fixture->folder.filePath(u"elsewhere"_s);
        QCOMPARE(relocateImages(*m_database, m_images, place).error().code, ErrorCode::NotFound);
        QVERIFY(QDir().rename(m_images, place));
        QCOMPARE(*missingFolders(*m_database), QStringList{m_images});
        QFile other(place + u"/quarters.png"_s); // something else under that name, of the same size
        QVERIFY(other.open(QIODevice::ReadWrite) && other.seek(other.size() - 1) && other.putChar('x'));
        other.close();
        const auto relocation = relocateImages(*m_database, m_images, place);
        QVERIFY2(relocation, relocation ? "" : qPrintable(relocation.error().message));
        QCOMPARE(relocation->moved, 1);
        QCOMPARE(relocation->left.size(), 1U);
        QCOMPARE(relocation->left[0].file, image(u"quarters.png"_s));
        QVERIFY(stored(place + u"/noise.png"_s).id != 0);
        QVERIFY(measureImages(*m_database)->changed.empty());
        QCOMPARE(relocateImages(*m_database, u"/no/such/folder"_s, place).error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(relocateImages(*m_database, m_database->directory(), place).error().code,
                 ErrorCode::InvalidInput);
    }

    /// "images2" does not lie in "images".
    void namesThatBeginAlikeStay()
    {
        const QString other = m_images + u"2"_s;
        QVERIFY(QDir().mkpath(other));
        QVERIFY(noise(80, 80).save(other + u"/more.png"_s));
        QVERIFY(importFolder(*m_database, other));
        const QString place = m_fixture->folder.filePath(u"elsewhere"_s);
        QVERIFY(QDir().rename(m_images, place));
        const auto relocation = relocateImages(*m_database, m_images, place);
        QCOMPARE(relocation->moved, 2);
        QVERIFY(relocation->left.empty());
        QVERIFY(stored(other + u"/more.png"_s).id != 0);
    }
};

QTEST_GUILESS_MAIN(TestChangedFiles)
#include "tst_changedfiles.moc"
