// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/library.h"
#include "core/project/migrator.h"
#include "core/project/query.h"
#include "core/project/repositories/runrepository.h"
#include "tests/project/projectfixture.h"

#include <QProcess>
#include <QScopeGuard>
#include <QTest>

#include <csignal>
#include <cstdio>

#include <unistd.h>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

static constexpr uid_t nobody = 65534;

class TestProject : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createsAndOpens();
    void createRefuses();
    void failedOpenChangesNothing_data();
    void failedOpenChangesNothing();
    void newerButCompatibleOpens();
    void secondOpenIsLocked();
    void readOnlyOpensForReading();
    void aForeignLockSaysWhatToDo();
    void staleLockIsTakenOver();
    void killedProcessKeepsLabels();
    void runningRunsBecomeInterrupted();
    void movesAsAFolder();
};

void TestProject::createsAndOpens()
{
    const QTemporaryDir folder;
    {
        const auto project
            = Project::create(folder.filePath(u"landmarks.cairn"_s), {u" Arena "_s, u"Tower"_s});
        QVERIFY(project);
        QCOMPARE((*project)->name(), u"landmarks"_s);
        QCOMPARE((*project)->directory(), folder.filePath(u"landmarks.cairn"_s));
        for (const QString &name : {u"project.sqlite"_s, u"images"_s, u"runs"_s, u"trash"_s, u"exports"_s})
            QVERIFY2(QFileInfo::exists((*project)->directory() + u'/' + name), qPrintable(name));
        QVERIFY((*project)->bestWeights(3).endsWith(u"/runs/3/best.safetensors"));
    }
    const auto project = Project::open(folder.filePath(u"landmarks.cairn"_s));
    QVERIFY(project);
    const auto database = (*project)->connect();
    QVERIFY(database);
    const auto classes = ClassRepository(**database).all();
    QVERIFY(classes);
    QCOMPARE(classes->size(), 2U);
    QCOMPARE(classes->at(0).name, u"Arena"_s);
    QCOMPARE(classes->at(1).position, 1);
}

void TestProject::createRefuses()
{
    const QTemporaryDir folder;
    QVERIFY(Project::create(folder.filePath(u"a"_s)));
    const auto again = Project::create(folder.filePath(u"a"_s));
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    for (const QStringList &names :
         {QStringList{u"a/b"_s}, {u" "_s}, {u"Ärger"_s, u" Ärger"_s}, {QString(101, u'x')}, {u"a\nb"_s}}) {
        const auto bad = Project::create(folder.filePath(u"b"_s), names);
        QVERIFY(!bad);
        QCOMPARE(bad.error().code, ErrorCode::InvalidInput);
        QVERIFY(!QFileInfo::exists(folder.filePath(u"b"_s)));
    }
    QVERIFY(Project::create(folder.filePath(u"genes"_s), {u"A"_s, u"a"_s})); // these are two
    QFile file(folder.filePath(u"file.cairn"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(!Project::create(file.fileName()));
}

void TestProject::failedOpenChangesNothing_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("newer") << u"newer"_s << ErrorCode::TooNew;
    QTest::newRow("newer, log left behind") << u"newer+wal"_s << ErrorCode::TooNew;
    QTest::newRow("text") << u"text"_s << ErrorCode::Corrupt;
    QTest::newRow("empty") << u"empty"_s << ErrorCode::Corrupt;
    QTest::newRow("half") << u"half"_s << ErrorCode::Corrupt;
    QTest::newRow("zeroed page") << u"page"_s << ErrorCode::Corrupt;
    QTest::newRow("another program's database") << u"other"_s << ErrorCode::Corrupt;
}

void TestProject::failedOpenChangesNothing()
{
    QFETCH(QString, damage);
    QFETCH(ErrorCode, code);
    ProjectFixture fixture;
    const QString path = fixture.project->directory() + u"/project.sqlite"_s;
    {
        const auto database = fixture.project->connect();
        QVERIFY(ImageRepository(**database).add(newImages(2000)));
        if (damage == u"newer")
            QVERIFY((*database)->execute(u"PRAGMA user_version=99"_s)
                    && (*database)->execute(u"UPDATE meta SET value='99' WHERE key='min_app_schema'"_s));
        if (damage == u"newer+wal") {
            // As a kill leaves it: what is new is in the log only.
            QVERIFY((*database)->execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
            QVERIFY((*database)->execute(u"PRAGMA wal_autocheckpoint=0"_s));
            QVERIFY((*database)->execute(u"PRAGMA user_version=99"_s));
            QVERIFY((*database)->execute(u"UPDATE meta SET value='99' WHERE key='min_app_schema'"_s));
            QVERIFY(QFile::copy(path, path + u".copy"_s)
                    && QFile::copy(path + u"-wal"_s, path + u"-wal.copy"_s));
        }
    }
    fixture.project.reset();
    QFile file(path);
    if (damage == u"newer+wal") {
        QVERIFY(QFile::remove(path) && QFile::rename(path + u".copy"_s, path));
        QVERIFY(QFile::rename(path + u"-wal.copy"_s, path + u"-wal"_s));
    } else {
        QVERIFY(file.open(QIODevice::ReadWrite));
        if (damage == u"text" || damage == u"other")
            QVERIFY(file.resize(0) && (damage == u"other" || file.write(QByteArray(5000, 'x')) == 5000));
        if (damage == u"empty")
            QVERIFY(file.resize(0));
        if (damage == u"half")
            QVERIFY(file.resize(file.size() / 2));
        if (damage == u"page")
            QVERIFY(file.seek(file.size() / 4096 / 2 * 4096) && file.write(QByteArray(4096, '\0')) == 4096);
        file.close();
        if (damage == u"other") {
            const auto database = Database::open(path, true);
            QVERIFY((*database)->execute(u"CREATE TABLE t (x)"_s));
        }
    }
    const auto before = contentsOf(fixture.path());
    const auto opened = Project::open(fixture.path());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, code);
    QVERIFY(opened.error().message.endsWith(u'.'));
    QCOMPARE(contentsOf(fixture.path()), before);
}

// A newer schema that says it is compatible opens.
void TestProject::newerButCompatibleOpens()
{
    ProjectFixture fixture;
    {
        const auto database = fixture.project->connect();
        QVERIFY((*database)->execute(u"PRAGMA user_version=99"_s));
    }
    fixture.project.reset();
    QVERIFY(Project::open(fixture.path()));
}

void TestProject::readOnlyOpensForReading()
{
    ProjectFixture fixture;
    const QString path = fixture.path();
    {
        const auto database = fixture.project->connect();
        QVERIFY(ImageRepository(**database).add(newImages(3)));
    }
    fixture.project.reset();
    const QMap<QString, QByteArray> before = contentsOf(path);
    QVERIFY(QFile::setPermissions(fixture.folder.path(), QFile::Permissions::fromInt(0x5555)));
    QVERIFY(QFile::setPermissions(path, QFile::Permissions::fromInt(0x5555)));
    const auto restored
        = qScopeGuard([&] { QFile::setPermissions(path, QFile::Permissions::fromInt(0x7755)); });
    // Root may write everywhere: be somebody else as long as this lasts.
    const bool isRoot = geteuid() == 0;
    QVERIFY(!isRoot || seteuid(nobody) == 0);
    const auto oneself = qScopeGuard([&] { return isRoot ? seteuid(0) : 0; });

    const auto project = Project::open(path);
    QVERIFY2(project, project ? "" : qPrintable(project.error().message));
    QVERIFY((*project)->readOnly());
    const auto database = (*project)->connect();
    QVERIFY(database);
    QCOMPARE(ImageRepository(**database).all()->size(), 3U);
    const auto refused = ClassRepository(**database).add(u"another"_s);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::WriteFailed);
    // Figures are kept beside it, for as long as it is open.
    const auto figures = (*project)->connectForFigures();
    QVERIFY(figures);
    QVERIFY((*figures)->execute(u"UPDATE images SET width=7"_s));
    QCOMPARE(ImageRepository(**database).all()->front().width, 7);
    QCOMPARE(contentsOf(path), before);
}

void TestProject::secondOpenIsLocked()
{
    const ProjectFixture fixture;
    const auto before = contentsOf(fixture.path());
    const auto second = Project::open(fixture.path());
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Locked);
    QVERIFY2(second.error().message.contains(QString::number(QCoreApplication::applicationPid())),
             qPrintable(second.error().message));
    QCOMPARE(contentsOf(fixture.path()), before);
    const auto missing = Project::open(fixture.folder.filePath(u"nothing.cairn"_s));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QVERIFY(!QFileInfo::exists(fixture.folder.filePath(u"nothing.cairn"_s)));
}

void TestProject::aForeignLockSaysWhatToDo()
{
    ProjectFixture fixture;
    fixture.project.reset();
    QFile lock(fixture.path() + u"/.lock"_s);
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.write("999999\ncairn\nanother-computer\n");
    lock.close();
    const auto opened = Project::open(fixture.path());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Locked);
    QVERIFY2(opened.error().message.contains(u"“another-computer”"), qPrintable(opened.error().message));
    QVERIFY(opened.error().message.contains(u"delete the file “.lock”"));
}

void TestProject::staleLockIsTakenOver()
{
    ProjectFixture fixture;
    fixture.project.reset();
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {u"--label"_s, fixture.path()});
    QVERIFY(child.waitForReadyRead());
    QCOMPARE(Project::open(fixture.path()).error().code, ErrorCode::Locked);
    child.kill();
    QVERIFY(child.waitForFinished());
    QVERIFY(QFileInfo::exists(fixture.path() + u"/.lock"_s));
    QVERIFY(Project::open(fixture.path()));
}

// The child labels 500 images through the Library, says so 250 ms later, and is killed.
void TestProject::killedProcessKeepsLabels()
{
    ProjectFixture fixture;
    {
        const auto database = fixture.project->connect();
        QVERIFY(ImageRepository(**database).add(newImages(500)));
    }
    fixture.project.reset();
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {u"--label"_s, fixture.path()});
    QVERIFY(child.waitForReadyRead());
    QCOMPARE(child.readAll().trimmed(), QByteArray("labelled"));
    child.kill();
    QVERIFY(child.waitForFinished());
    QCOMPARE(child.exitStatus(), QProcess::CrashExit);

    const auto project = Project::open(fixture.path());
    QVERIFY(project);
    const auto database = (*project)->connect();
    const auto images = ImageRepository(**database).all();
    QVERIFY(images);
    QCOMPARE(images->size(), 500U);
    for (const ImageRecord &image : *images)
        QCOMPARE(image.classId, 1);
}

void TestProject::runningRunsBecomeInterrupted()
{
    ProjectFixture fixture;
    {
        const auto database = fixture.project->connect();
        QVERIFY(RunRepository(**database).start({}, {{u"a"_s, u"b"_s}, {}, {}}));
        QCOMPARE(RunRepository(**database).find(1)->state, RunState::Running);
    }
    fixture.project.reset();
    const auto project = Project::open(fixture.path());
    QVERIFY(project);
    const auto database = (*project)->connect();
    QCOMPARE(RunRepository(**database).find(1)->state, RunState::Interrupted);
}

void TestProject::movesAsAFolder()
{
    ProjectFixture fixture;
    {
        const auto database = fixture.project->connect();
        NewImage inside = newImage(1);
        inside.path = fixture.project->imagesDirectory() + u"/aa/aa.jpg"_s;
        QVERIFY(ImageRepository(**database).add({inside, newImage(2)}));
    }
    fixture.project.reset();
    const QString moved = fixture.folder.filePath(u"moved.cairn"_s);
    QVERIFY(QDir().rename(fixture.path(), moved));
    const auto project = Project::open(moved);
    const auto database = (*project)->connect();
    const auto images = ImageRepository(**database).all();
    QCOMPARE(images->at(0).path, moved + u"/images/aa/aa.jpg"_s);
    QCOMPARE(images->at(1).path, u"/images/2.jpg"_s);
}

/// The other process of the tests above: labels everything, waits as long as a label may stay unwritten,
/// speaks, and waits for its end.
static int labelAndWait(const QString &path)
{
    const auto project = Project::open(path);
    if (!project)
        return 1;
    auto contents = Library::load(**(*project)->connect());
    Library library(**project, *std::move(contents));
    std::vector<qint64> ids;
    for (const ImageRecord &image : library.images())
        ids.push_back(image.id);
    library.setLabel(ids, 1);
    QThread::msleep(250); // on purpose: a label is on disk after that time
    std::puts("labelled");
    std::fflush(stdout);
    QThread::sleep(60); // on purpose: until the test kills this process
    return 0;
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments[1] == u"--label")
        return labelAndWait(arguments[2]);
    TestProject test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_project.moc"
