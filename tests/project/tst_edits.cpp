// SPDX-License-Identifier: GPL-3.0-or-later
// Undoing: every kind of step, over restarts, and after the process was killed.

#include "core/project/library.h"
#include "core/project/repositories/editrepository.h"
#include "tests/project/projectfixture.h"

#include <cstdio>
#include <QCoreApplication>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <random>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int imageCount = 25;

/// The part of a library that edits change, as text to compare.
QStringList stateOf(const std::vector<ClassRecord> &classes, const std::vector<ImageRecord> &images)
{
    QStringList state;
    for (const ClassRecord &record : classes)
        state << u"%1 %2 %3 %4 %5"_s.arg(record.id)
                     .arg(record.name)
                     .arg(record.position)
                     .arg(record.color, record.shortcut);
    for (const ImageRecord &image : images)
        state << u"%1: %2 %3 %4 %5"_s.arg(image.id)
                     .arg(image.classId)
                     .arg(int(image.split))
                     .arg(image.trashed)
                     .arg(image.flagged);
    return state;
}

QStringList stateOf(const Library &library)
{
    return stateOf(library.classes(), library.images());
}

struct Session
{
    explicit Session(int images = imageCount)
    {
        const auto database = fixture.project->connect();
        (void)ImageRepository(**database).add(newImages(images));
        reopen();
    }
    void reopen()
    {
        library.reset(); // writes all
        library = std::make_unique<Library>(*fixture.project, *Library::load(**fixture.project->connect()));
        failures = std::make_unique<QSignalSpy>(&library->writer(), &DbWriter::writeFailed);
    }
    QStringList onDisk()
    {
        library->writer().flush();
        const auto contents = Library::loadImages(**fixture.project->connect());
        return stateOf(contents->classes, contents->images);
    }
    ProjectFixture fixture{{u"a"_s, u"b"_s, u"c"_s}};
    std::unique_ptr<Library> library;
    std::unique_ptr<QSignalSpy> failures;
};

} // namespace

class TestEdits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomEditsOverRestarts();
    void redoSurvivesARestartAndANewEditForgetsIt();
    void mergeIsOneStep();
    void imagesThatCameMeanwhileGoAlong();
    void keysAndColors();
    void classWithForeignImagesStays();
    void restoredClassWhoseNameIsTaken();
    void classesAreFixedDuringAnImport();
    void historyIsBounded();
    void killedProcessLosesNothingOld();

private:
    void editAtRandom(Library &library, std::mt19937 &random);
};

void TestEdits::editAtRandom(Library &library, std::mt19937 &random)
{
    const auto draw = [&](int below) { return int(random() % unsigned(below)); };
    std::vector<qint64> ids;
    for (int k = draw(6); k >= 0; --k)
        ids.push_back(1 + draw(imageCount));
    const auto anyClass
        = [&] { return library.classes()[std::size_t(draw(int(library.classes().size())))].id; };
    const QString name = u"class %1"_s.arg(draw(1000000));
    const bool some = !library.classes().empty();
    switch (draw(some ? 12 : 5)) {
    case 0:
        library.setTrashed(ids, draw(2));
        break;
    case 1:
        library.setFlagged(ids, draw(2));
        break;
    case 2:
        library.setSplit(ids, Split(draw(3)));
        break;
    case 3:
        library.setSplits({{1, Split(draw(3))}, {2, Split(draw(3))}, {3, Split(draw(3))}});
        break;
    case 4:
        QVERIFY(library.addClass(name));
        break;
    case 5:
        QVERIFY(library.renameClass(anyClass(), name));
        break;
    case 6:
        QVERIFY(library.removeClass(anyClass()));
        break;
    case 7:
        (void)library.mergeClass(anyClass(), anyClass());
        break;
    case 8:
        QVERIFY(library.setClassColor(anyClass(), u"#%1"_s.arg(draw(1 << 24), 6, 16, QChar(u'0'))));
        break;
    case 9:
        library.setLabels({{1, anyClass()}, {2, anyClass()}, {3, 0}}, u"Accept 3 suggestions"_s);
        break;
    default:
        library.setLabel(ids, draw(5) == 0 ? 0 : anyClass());
    }
}

// Whatever was edited, undone and redone, in however many sessions: memory and disk are as they were.
void TestEdits::randomEditsOverRestarts()
{
    Session session;
    std::mt19937 random(11);
    std::vector<QStringList> states{stateOf(*session.library)};
    std::size_t now = 0;
    for (int i = 0; i < 400; ++i) {
        const unsigned what = random() % 20;
        Library &library = *session.library;
        if (what < 6) {
            const bool could = library.history().canUndo();
            library.undo();
            QCOMPARE(could, now > 0);
            now -= could ? 1 : 0;
        } else if (what < 9) {
            const bool could = library.history().canRedo();
            library.redo();
            QCOMPARE(could, now + 1 < states.size());
            now += could ? 1 : 0;
        } else if (what == 9) {
            session.reopen();
        } else {
            const int index = library.history().index();
            editAtRandom(library, random);
            if (library.history().index() > index) {
                states.resize(++now);
                states.push_back(stateOf(library));
            }
        }
        QCOMPARE(session.library->history().index(), int(now));
        QCOMPARE(session.library->history().count(), int(states.size()) - 1);
        QCOMPARE(stateOf(*session.library), states[now]);
        if (i % 20 == 0)
            QCOMPARE(session.onDisk(), states[now]);
    }
    QCOMPARE(session.onDisk(), states[now]);
    session.reopen();
    while (session.library->history().canUndo())
        session.library->undo();
    QCOMPARE(session.onDisk(), states.front());
    QCOMPARE(session.failures->count(), 0);
}

void TestEdits::redoSurvivesARestartAndANewEditForgetsIt()
{
    Session session;
    session.library->setLabel({1, 2}, 1);
    session.library->setFlagged({3}, true);
    session.library->undo();
    session.reopen();
    QCOMPARE(session.library->history().undoText(), u"Label 2 images as a"_s);
    QCOMPARE(session.library->history().redoText(), u"Flag 1 image"_s);
    session.library->redo();
    QVERIFY(session.library->image(3)->flagged);
    session.library->undo();
    QSignalSpy changed(session.library.get(), &Library::historyChanged);
    session.library->setSplit({4}, Split::Valid);
    QCOMPARE(changed.count(), 1);
    session.reopen();
    QVERIFY(!session.library->history().canRedo());
    QCOMPARE(session.library->history().undoText(), u"Move 1 image to validation"_s);
    QCOMPARE(session.library->history().count(), 2);
}

void TestEdits::mergeIsOneStep()
{
    Session session;
    Library &library = *session.library;
    library.setLabel({1, 2, 3}, 1);
    library.setLabel({4}, 2);
    library.setTrashed({3}, true);
    QSignalSpy classes(&library, &Library::classesChanged);
    QVERIFY(library.mergeClass(1, 2));
    QCOMPARE(library.classCount(2), 3);
    QCOMPARE(library.image(3)->classId, 2); // in the trash, but not forgotten
    QCOMPARE(library.classes().size(), 2U);
    QCOMPARE(library.history().undoText(), u"Merge a into b"_s);
    QCOMPARE(library.mergeClass(2, 2).error().code, ErrorCode::InvalidInput);
    QCOMPARE(library.mergeClass(1, 2).error().code, ErrorCode::NotFound);
    library.undo();
    QCOMPARE(library.classCount(1), 2);
    QCOMPARE(library.classById(1)->position, 0);
    QCOMPARE(classes.count(), 2);
}

// A download labels images on disk before the window knows them.
void TestEdits::imagesThatCameMeanwhileGoAlong()
{
    Session session;
    Library &library = *session.library;
    const auto database = session.fixture.project->connect();
    const auto came = [&](int number, qint64 classId) {
        library.writer().flush();
        return ImageRepository(**database).add({newImage(number, classId)})->front();
    };
    const auto classOf = [&](qint64 id) {
        session.onDisk();
        const auto images = ImageRepository(**database).all();
        return std::ranges::find(*images, id, &ImageRecord::id)->classId;
    };
    const qint64 first = came(501, 1);
    QVERIFY(library.mergeClass(1, 2));
    QCOMPARE(classOf(first), 2);
    const qint64 second = came(502, 2);
    QVERIFY(library.removeClass(2));
    QCOMPARE(classOf(second), 0);
    library.replaceContents(*Library::loadImages(**database));
    QCOMPARE(library.classes().size(), 1U);
    library.undo();
    library.undo();
    QCOMPARE(session.onDisk(), stateOf(library));
    QCOMPARE(library.classes().size(), 3U);
    QCOMPARE(session.failures->count(), 0);
}

void TestEdits::keysAndColors()
{
    Session session;
    Library &library = *session.library;
    QCOMPARE(library.keyOf(library.classes()[1]), u"2"_s);
    QVERIFY(library.setClassShortcut(3, u"Q"_s));
    QCOMPARE(library.keyOf(*library.classById(3)), u"q"_s);
    QVERIFY(library.setClassShortcut(1, u"2"_s)); // the number of another class, which gets a free one
    QCOMPARE(library.keyOf(library.classes()[1]), u"1"_s);
    QCOMPARE(library.setClassShortcut(2, u"q"_s).error().code, ErrorCode::AlreadyExists);
    for (const QString &bad : {u"x"_s, u"0"_s, u"F"_s, u"ab"_s, u" "_s, u"/"_s})
        QCOMPARE(library.setClassShortcut(2, bad).error().code, ErrorCode::InvalidInput);
    QVERIFY(library.setClassShortcut(1, QString()));
    QCOMPARE(library.keyOf(library.classes()[0]), u"1"_s);
    QVERIFY(library.setClassColor(1, u"#AABBCC"_s));
    QCOMPARE(library.classById(1)->color, u"#aabbcc"_s);
    QVERIFY(!library.setClassColor(1, u"red"_s));
    const int steps = library.history().count();
    QVERIFY(library.setClassColor(1, u"#aabbcc"_s)); // nothing to change: no step
    QCOMPARE(library.history().count(), steps);
}

// An import brought images into a class that the user had made: undoing the making must not lose their
// labels.
void TestEdits::classWithForeignImagesStays()
{
    Session session;
    const auto id = session.library->addClass(u"new"_s);
    session.library->writer().flush();
    const auto database = session.fixture.project->connect();
    QVERIFY(ImageRepository(**database).add({newImage(500, *id)}));
    session.library->replaceContents(*Library::loadImages(**database));
    session.library->undo();
    QVERIFY(session.library->classById(*id));
    QCOMPARE(session.onDisk(), stateOf(*session.library));
    session.library->redo();
    QCOMPARE(session.onDisk(), stateOf(*session.library));
    QCOMPARE(session.failures->count(), 0);
}

void TestEdits::restoredClassWhoseNameIsTaken()
{
    Session session;
    session.library->setLabel({1}, 1);
    QVERIFY(session.library->removeClass(1));
    session.library->writer().flush();
    const auto database = session.fixture.project->connect();
    QVERIFY(ClassRepository(**database).add(u"a"_s)); // as an import does
    session.library->replaceContents(*Library::loadImages(**database));
    session.library->undo();
    QCOMPARE(session.library->classById(1)->name, u"a (2)"_s);
    QCOMPARE(session.library->image(1)->classId, 1);
    QCOMPARE(session.onDisk(), stateOf(*session.library));
    QCOMPARE(session.failures->count(), 0);
}

void TestEdits::classesAreFixedDuringAnImport()
{
    Session session;
    Library &library = *session.library;
    QVERIFY(library.addClass(u"new"_s));
    library.setClassesFixed(true);
    QSignalSpy refused(&library, &Library::refused);
    QCOMPARE(library.addClass(u"newer"_s).error().code, ErrorCode::Locked);
    QCOMPARE(library.removeClass(1).error().code, ErrorCode::Locked);
    QCOMPARE(library.mergeClass(1, 2).error().code, ErrorCode::Locked);
    library.undo();
    QCOMPARE(refused.count(), 1);
    QCOMPARE(library.classes().size(), 4U);
    QVERIFY(library.renameClass(1, u"arena"_s)); // no class comes or goes
    library.undo();
    QCOMPARE(library.classById(1)->name, u"a"_s);
    library.setClassesFixed(false);
    library.undo();
    QCOMPARE(library.classes().size(), 3U);
}

void TestEdits::historyIsBounded()
{
    EditHistory history;
    for (int i = 1; i <= 1200; ++i)
        history.push(
            std::make_shared<Edit>(Edit{.id = i, .description = QString::number(i), .labels = {{1, 0, 1}}}));
    QCOMPARE(history.count(), int(EditHistory::stepLimit));
    QCOMPARE(history.stepBack()->id, 1200);
    Edit large{2000, EditKind::Label, u"large"_s, {}, {}, {}};
    large.labels.resize(EditHistory::changeLimit);
    history.push(std::make_shared<Edit>(large));
    QCOMPARE(history.count(), 1); // the newest always stays
    QCOMPARE(history.undoText(), u"large"_s);
    history.reset({}, 0);
    QVERIFY(!history.stepBack());
    QVERIFY(!history.stepForward());
}

// What this program does when it is started as a child: edits, gives the writer its 250 ms, says so and waits
// to be killed.
static int editAndWait(const QString &directory)
{
    const auto project = Project::open(directory);
    Library library(**project, *Library::load(**(*project)->connect()));
    (void)library.addClass(u"made before the kill"_s);
    library.setLabel({1, 2, 3}, library.classes().back().id);
    library.setTrashed({9}, true);
    library.undo();
    QThread::msleep(250); // on purpose: what the writer promises
    std::puts("ready");
    std::fflush(stdout);
    QThread::sleep(60); // on purpose: until it is killed
    return 0;
}

void TestEdits::killedProcessLosesNothingOld()
{
    Session session;
    const QString path = session.fixture.path();
    session.library.reset();
    session.fixture.project.reset(); // the child takes the lock
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {u"--edit-and-wait"_s, path});
    QTRY_VERIFY_WITH_TIMEOUT(child.canReadLine(), 20000);
    child.kill();
    QVERIFY(child.waitForFinished());
    QCOMPARE(child.exitStatus(), QProcess::CrashExit);

    session.fixture.project = *Project::open(path);
    session.reopen();
    Library &library = *session.library;
    QCOMPARE(library.classes().size(), 4U);
    QCOMPARE(library.classCount(library.classes().back().id), 3);
    QCOMPARE(library.history().redoText(), u"Move 1 image to the trash"_s);
    library.redo();
    QVERIFY(library.image(9)->trashed);
    for (int i = 0; i < 3; ++i)
        library.undo();
    QCOMPARE(library.classes().size(), 3U);
    QCOMPARE(library.classCount(0), imageCount);
    QCOMPARE(session.onDisk(), stateOf(library));
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() == 3 && arguments[1] == u"--edit-and-wait")
        return editAndWait(arguments[2]);
    TestEdits test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_edits.moc"
