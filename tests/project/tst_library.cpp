// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/library.h"
#include "tests/project/projectfixture.h"
#include "tests/support/fulldisk.h"

#include <QSignalSpy>
#include <QSqlQuery>
#include <QTest>

#include <algorithm>
#include <random>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

namespace {

struct Opened
{
    explicit Opened(int images)
    {
        const auto database = fixture.project->connect();
        ids = *ImageRepository(**database).add(newImages(images));
        library = std::make_unique<Library>(*fixture.project, *Library::load(**database));
    }
    std::vector<ImageRecord> onDisk()
    {
        library->writer().flush();
        return *ImageRepository(**fixture.project->connect()).all();
    }
    ProjectFixture fixture{{u"a"_s, u"b"_s, u"c"_s}};
    std::vector<qint64> ids;
    std::unique_ptr<Library> library;
};

} // namespace

class TestLibrary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void labelUndoRedo();
    void randomEditsAgreeWithModelAndDisk();
    void classes();
    void removedClassUnlabels();
    void splits();
    void replaceContentsKeepsEdits();
    void fifteenThousand();
    void writerKeepsOrderAndIsolatesFailures();
    void writerReportsMissingDatabase();
    void writerTriesAgainWhereTheDatabaseIsAwayAtFirst();
    void writerTriesAgainWhatAFullDiskRefused();
    void destructorWritesAll();
};

void TestLibrary::labelUndoRedo()
{
    Opened opened(5);
    Library &library = *opened.library;
    QSignalSpy changed(&library, &Library::imagesChanged);
    library.setLabel({4, 2, 2, 99}, 1);
    QCOMPARE(changed.takeFirst().at(0).value<QList<int>>(), QList<int>({1, 3}));
    QCOMPARE(library.history().undoText(), u"Label 2 images as a"_s);
    QCOMPARE(library.classCount(1), 2);
    QCOMPARE(library.classCount(0), 3);
    library.setLabel({2}, 0);
    QCOMPARE(library.history().undoText(), u"Clear the label of 1 image"_s);
    library.setLabel({2}, 0); // nothing to do: no step
    QCOMPARE(library.history().count(), 2);
    library.setLabel({2}, 77); // unknown class
    QCOMPARE(library.history().count(), 2);
    library.setTrashed({4, 1}, true);
    QCOMPARE(library.imageCount(), 3);
    QCOMPARE(library.classCount(1), 0);
    library.undo();
    library.undo();
    QCOMPARE(library.classCount(1), 2);
    library.undo();
    QCOMPARE(library.classCount(1), 0);
    library.redo();
    const auto images = opened.onDisk();
    QCOMPARE(images[1].classId, 1);
    QCOMPARE(images[3].classId, 1);
    QCOMPARE(images[0].classId, 0);
    QVERIFY(!images[3].trashed);
}

// Edits, undos and redos drawn at random, against a model of three lines; memory, counts and disk must agree
// with it.
void TestLibrary::randomEditsAgreeWithModelAndDisk()
{
    struct State
    {
        qint64 classId = 0;
        bool trashed = false;
        bool operator==(const State &) const = default;
    };
    using Model = std::vector<State>;
    Opened opened(30);
    Library &library = *opened.library;
    std::vector<Model> history{Model(30)};
    std::size_t now = 0;
    std::mt19937 random(5);
    const auto draw = [&](int below) { return int(random() % unsigned(below)); };
    for (int i = 0; i < 600; ++i) {
        const int what = draw(10);
        if (what < 3 && now > 0) {
            library.undo();
            --now;
        } else if (what < 5 && now + 1 < history.size()) {
            library.redo();
            ++now;
        } else {
            std::vector<qint64> ids;
            for (int k = draw(6); k >= 0; --k)
                ids.push_back(1 + draw(30));
            Model next = history[now];
            const int value = draw(what == 9 ? 2 : 4);
            for (const qint64 id : ids) {
                State &state = next[std::size_t(id - 1)];
                if (what == 9)
                    state.trashed = value != 0;
                else
                    state.classId = value;
            }
            if (what == 9)
                library.setTrashed(ids, value != 0);
            else
                library.setLabel(ids, value);
            if (next != history[now]) {
                history.resize(now + 1);
                history.push_back(next);
                ++now;
            }
        }
        const Model &model = history[now];
        QCOMPARE(library.history().index(), int(now));
        for (std::size_t k = 0; k < model.size(); ++k) {
            QCOMPARE(library.images()[k].classId, model[k].classId);
            QCOMPARE(library.images()[k].trashed, model[k].trashed);
        }
        for (qint64 c = 0; c <= 3; ++c) {
            const auto expected
                = std::ranges::count_if(model, [c](const State &s) { return s.classId == c && !s.trashed; });
            QCOMPARE(library.classCount(c), int(expected));
        }
    }
    const auto disk = opened.onDisk();
    for (std::size_t k = 0; k < disk.size(); ++k) {
        QCOMPARE(disk[k].classId, history[now][k].classId);
        QCOMPARE(disk[k].trashed, history[now][k].trashed);
    }
}

void TestLibrary::classes()
{
    Opened opened(2);
    Library &library = *opened.library;
    QSignalSpy changed(&library, &Library::classesChanged);
    const auto id = library.addClass(u" Bell tower "_s);
    QVERIFY(id);
    QCOMPARE(library.classById(*id)->name, u"Bell tower"_s);
    QCOMPARE(library.classById(*id)->position, 3);
    QCOMPARE(library.addClass(u"Bell tower"_s).error().code, ErrorCode::AlreadyExists);
    QCOMPARE(library.addClass(u"x/y"_s).error().code, ErrorCode::InvalidInput);
    QVERIFY(library.renameClass(*id, u"Belfry"_s));
    QVERIFY(!library.renameClass(*id, u"a"_s));
    library.setLabel({1}, *id);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(opened.onDisk()[0].classId, *id);
    const auto stored = ClassRepository(**opened.fixture.project->connect()).all();
    QCOMPARE(stored->back().name, u"Belfry"_s);
    QCOMPARE(library.classById(88), nullptr);
}

void TestLibrary::removedClassUnlabels()
{
    Opened opened(4);
    Library &library = *opened.library;
    library.setLabel({1, 2}, 1);
    library.setLabel({3}, 3);
    QVERIFY(library.removeClass(1));
    QCOMPARE(library.classCount(0), 3);
    QCOMPARE(library.classById(2)->position, 0);
    QCOMPARE(library.classById(3)->position, 1);
    const auto disk = opened.onDisk();
    QCOMPARE(disk[0].classId, 0);
    QCOMPARE(disk[2].classId, 3);
    const auto stored = ClassRepository(**opened.fixture.project->connect()).all();
    QCOMPARE(stored->size(), 2U);
    QCOMPARE(stored->at(1).position, 1);
    QVERIFY(!library.removeClass(1));
    library.undo();
    QCOMPARE(library.classCount(1), 2);
    QCOMPARE(library.classById(1)->position, 0);
    QCOMPARE(library.classById(3)->position, 2);
    QCOMPARE(opened.onDisk()[1].classId, 1);
}

void TestLibrary::splits()
{
    Opened opened(3);
    Library &library = *opened.library;
    QSignalSpy changed(&library, &Library::imagesChanged);
    library.setSplits({{1, Split::Train}, {3, Split::Valid}, {2, Split::None}, {50, Split::Train}});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().at(0).value<QList<int>>(), QList<int>({0, 2}));
    QCOMPARE(opened.onDisk()[2].split, Split::Valid);
}

void TestLibrary::replaceContentsKeepsEdits()
{
    Opened opened(3);
    Library &library = *opened.library;
    const auto database = opened.fixture.project->connect();
    QVERIFY(ImageRepository(**database).add({newImage(100, 2)}));
    const auto imported = Library::load(**database);
    library.setLabel({1}, 1); // after the import was read
    QSignalSpy reset(&library, &Library::imagesReset);
    library.replaceContents(*imported);
    QCOMPARE(reset.count(), 1);
    QCOMPARE(library.images().size(), 4U);
    QCOMPARE(library.classCount(1), 1);
    QCOMPARE(library.classCount(2), 1);
    library.undo();
    QCOMPARE(library.classCount(1), 0);
}

void TestLibrary::fifteenThousand()
{
    Opened opened(15'000);
    QSignalSpy changed(opened.library.get(), &Library::imagesChanged);
    opened.library->setLabel(opened.ids, 1);
    QCOMPARE(changed.count(), 1); // all at once
    opened.library->writer().flush();
    QCOMPARE(opened.onDisk().back().classId, 1);
    opened.library->undo();
    QCOMPARE(changed.count(), 2);
    QCOMPARE(opened.library->classCount(0), 15'000);
}

void TestLibrary::writerKeepsOrderAndIsolatesFailures()
{
    ProjectFixture fixture;
    DbWriter writer(*fixture.project);
    QSignalSpy failed(&writer, &DbWriter::writeFailed);
    for (int i = 0; i < 200; ++i) {
        writer.enqueue([i](Database &database) {
            return database.execute(u"INSERT INTO settings (key, value) VALUES (?, ?)"_s,
                                    {u"k%1"_s.arg(i), u"v"_s});
        });
        // Depends on the one before; every tenth fails after it wrote something.
        writer.enqueue([i](Database &database) -> Result<void> {
            const auto set
                = database.execute(u"UPDATE settings SET value = ? WHERE key = ?"_s, {i, u"k%1"_s.arg(i)});
            return i % 10 == 0 ? Error{ErrorCode::Internal, u"asked for."_s} : set;
        });
    }
    writer.flush();
    const auto database = fixture.project->connect();
    QSqlQuery query(u"SELECT count(*), sum(value = substr(key, 2)), sum(value = 'v') FROM settings"_s,
                    (*database)->handle());
    QVERIFY(query.next());
    QCOMPARE(query.value(0).toInt(), 200);
    QCOMPARE(query.value(1).toInt(), 180);
    QCOMPARE(query.value(2).toInt(), 20); // what a failed job wrote is undone, what the others wrote is not
    QTRY_COMPARE(failed.count(), 20);
    QCOMPARE(failed.first().at(0).value<Error>().message, u"asked for."_s);
}

void TestLibrary::writerReportsMissingDatabase()
{
    ProjectFixture fixture;
    QVERIFY(QFile::remove(fixture.path() + u"/project.sqlite"_s));
    DbWriter writer(*fixture.project);
    QSignalSpy failed(&writer, &DbWriter::writeFailed);
    writer.enqueue([](Database &) { return Result<void>(); });
    writer.flush();
    QTRY_COMPARE(failed.count(), 1);
}

void TestLibrary::writerTriesAgainWhereTheDatabaseIsAwayAtFirst()
{
    ProjectFixture fixture;
    const QString file = fixture.path() + u"/project.sqlite"_s;
    QVERIFY(QFile::rename(file, file + u".away"_s)); // as a share that is not mounted yet
    DbWriter writer(*fixture.project);
    QSignalSpy failed(&writer, &DbWriter::writeFailed);
    QSignalSpy recovered(&writer, &DbWriter::writeRecovered);
    writer.enqueue([](Database &database) {
        return database.execute(u"INSERT INTO settings(key, value) VALUES ('late', 1)"_s);
    });
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(QFile::rename(file + u".away"_s, file));
    QTRY_COMPARE(recovered.count(), 1);
    QCOMPARE(failed.count(), 1);
    const auto database = fixture.project->connect();
    QSqlQuery query(u"SELECT value FROM settings WHERE key = 'late'"_s, (*database)->handle());
    QVERIFY(query.next());
}

void TestLibrary::writerTriesAgainWhatAFullDiskRefused()
{
    Opened opened(2000);
    Library &library = *opened.library;
    library.setLabel({1}, 1);
    library.writer().flush();
    QSignalSpy failed(&library.writer(), &DbWriter::writeFailed);
    QSignalSpy recovered(&library.writer(), &DbWriter::writeRecovered);
    int read = 0;
    {
        const FullDisk disk(QFileInfo(opened.fixture.path() + u"/project.sqlite-wal"_s).size());
        library.setLabel(opened.ids, 2);
        library.writer().flush();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.first().at(0).value<Error>().code, ErrorCode::WriteFailed);
        library.setFlagged({1}, true);
        library.undo();
        library.setLabel({2, 3}, 1);
        library.writer().enqueueReading([&read](Database &) {
            ++read;
            return Result<void>();
        });
        library.writer().flush();
        QCOMPARE(library.classCount(2), 1998); // in memory all goes on
    }
    QTRY_COMPARE(recovered.count(), 1);
    QCOMPARE(failed.count(), 1);
    const auto images = opened.onDisk();
    QCOMPARE(read, 1);
    QCOMPARE(images.size(), 2000U);
    for (const ImageRecord &image : images) {
        QCOMPARE(image.classId, image.id == 2 || image.id == 3 ? 1 : 2);
        QVERIFY(!image.flagged);
    }
    const auto again = Library::load(**opened.fixture.project->connect());
    QCOMPARE(again->edits.size(), library.history().count());
}

void TestLibrary::destructorWritesAll()
{
    ProjectFixture fixture;
    {
        DbWriter writer(*fixture.project);
        for (int i = 0; i < 500; ++i) {
            writer.enqueue([i](Database &database) {
                return database.execute(u"INSERT INTO settings (key, value) VALUES (?, '')"_s,
                                        {QString::number(i)});
            });
        }
    }
    const auto database = fixture.project->connect();
    QSqlQuery query(u"SELECT count(*) FROM settings"_s, (*database)->handle());
    QVERIFY(query.next());
    QCOMPARE(query.value(0).toInt(), 500);
}

QTEST_GUILESS_MAIN(TestLibrary)
#include "tst_library.moc"
