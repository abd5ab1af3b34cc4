// SPDX-License-Identifier: GPL-3.0-or-later
// A project that a stranger made: what is planted in it leads Cairn to no other file of the user.

#include "core/dataset/interchange.h"
#include "core/dataset/quarantine.h"
#include "core/project/query.h"
#include "core/runs/export/runexport.h"
#include "tests/runs/runsfixture.h"

#include <sys/stat.h>
#include <unistd.h>

using namespace cairn;
using namespace Qt::StringLiterals;

class TestStrangersProject : public RunsFixture
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home; ///< the user's other files
    static inline const QByteArray secret = "export PATH=$HOME/bin:$PATH\n";

    QString home(const QString &name) const { return m_home->filePath(name); }
    QString inside(const QString &name) const { return m_project->directory() + u'/' + name; }
    static void put(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    void plant(const QString &target, const QString &name)
    {
        QDir().mkpath(QFileInfo(inside(name)).path());
        QFile::remove(inside(name));
        QCOMPARE(symlink(qPrintable(target), qPrintable(inside(name))), 0);
    }
    void homeIsAsItWas() const
    {
        QCOMPARE(readFile(home(u"profile"_s)), secret);
        QCOMPARE(QDir(m_home->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList({u"kept"_s, u"profile"_s}));
        QCOMPARE(QDir(home(u"kept"_s)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 QStringList{u"letter"_s});
    }
    /// Closes the project; what the next opening says.
    Result<std::unique_ptr<Project>> reopened()
    {
        const QString path = m_project->directory();
        m_database.reset();
        m_project.reset();
        return Project::open(path);
    }

private Q_SLOTS:
    void init()
    {
        open();
        m_home = std::make_unique<QTemporaryDir>();
        put(home(u"profile"_s), secret);
        QVERIFY(QDir(m_home->path()).mkdir(u"kept"_s));
        put(home(u"kept/letter"_s), "dear");
    }
    void cleanup() { close(); }

    void linkedFoldersAndDatabasesAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"images", "runs", "features", "incoming", "quarantine", "trash", "exports",
                                 "project.sqlite", "project.sqlite-wal", "project.sqlite-shm",
                                 "project.sqlite-journal", "project.sqlite.v3.bak", ".lock"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void linkedFoldersAndDatabasesAreRefused()
    {
        QFETCH(QString, name);
        const QString path = m_project->directory();
        m_database.reset();
        m_project.reset();
        const QString place = path + u'/' + name;
        if (QFileInfo::exists(place))
            QVERIFY(QFile::rename(place,
                                  home(u"kept/letter"_s) + u'2')); // the user might follow it, Cairn does not
        QCOMPARE(symlink(qPrintable(QFileInfo::exists(home(u"kept/letter2"_s)) ? home(u"kept/letter2"_s)
                                                                               : home(u"kept"_s)),
                         qPrintable(place)),
                 0);
        const auto opened = Project::open(path);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Unsupported);
        QVERIFY2(opened.error().message.contains(name), qPrintable(opened.error().message));
        QCOMPARE(readFile(home(u"profile"_s)), secret);
        QCOMPARE(readFile(home(u"kept/letter"_s)), QByteArray("dear"));
    }

    void aNewRunHasANewFolder()
    {
        plant(home(u"profile"_s), u"runs/1/log.txt"_s);
        plant(home(u"profile"_s), u"runs/1/metrics.jsonl"_s);
        plant(home(u"profile"_s), u"runs/1/config.json"_s);
        plant(home(u"profile"_s), u"runs/1/best.safetensors"_s);
        plant(home(u"profile"_s), u"runs/1/checkpoint.safetensors"_s);
        plant(home(u"kept"_s), u"runs/2"_s);
        const auto run = train();
        QVERIFY2(run, run ? "" : qPrintable(run.error().message));
        QCOMPARE(run->id, 3);
        QVERIFY(QFileInfo(m_project->bestWeights(3)).isFile());
        homeIsAsItWas();
    }

    void linkedWeightsAreNone()
    {
        QVERIFY(m_project->bestWeights(1).endsWith(u"/runs/1/best.safetensors"));
        plant(home(u"kept/letter"_s), u"runs/1/best.safetensors"_s);
        QCOMPARE(m_project->bestWeights(1), QString());
        plant(home(u"kept"_s), u"runs/2"_s);
        QCOMPARE(m_project->bestWeights(2), QString());
        const auto run = train();
        QVERIFY(run);
        const QString weights = m_project->bestWeights(run->id);
        QVERIFY(QFile::rename(weights, home(u"kept/model"_s)));
        QCOMPARE(symlink(qPrintable(home(u"kept/model"_s)), qPrintable(weights)), 0);
        QVERIFY(!evaluateRun(*m_project, *m_engine, {run->id}, {}, {}));
        QVERIFY(!exportRun(*m_project, *m_engine, {run->id, ExportKind::Weights, home(u"out.safetensors"_s)},
                           {}, {}));
        QVERIFY(!QFileInfo::exists(home(u"out.safetensors"_s)));
    }

    void settingsAreCheckedBeforeTheRow()
    {
        TrainingConfig config = configuration();
        config.weights = home(u"nothing.safetensors"_s);
        config.batchSize = -1;
        QVERIFY(!train(config));
        QVERIFY(runs().all()->empty());
        QVERIFY(QDir(inside(u"runs"_s)).isEmpty());
    }

    void aRunDoesNotGoOnThroughLinks_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("hard");
        for (const char *name :
             {"log.txt", "metrics.jsonl", "best.safetensors", "config.json", "features.bin"}) {
            QTest::newRow(name) << QString::fromLatin1(name) << false;
            QTest::newRow((name + QByteArray(", hard")).constData()) << QString::fromLatin1(name) << true;
        }
        QTest::newRow("the folder") << QString() << false;
    }
    void aRunDoesNotGoOnThroughLinks()
    {
        QFETCH(QString, name);
        QFETCH(bool, hard);
        m_engine->failure = Error{ErrorCode::OutOfMemory, u"There is not enough memory."_s};
        m_engine->failAfterEpochs = 1;
        QVERIFY(!train());
        m_engine->failure.reset();
        const RunRecord broken = runs().all()->front();
        const QString run = Project::runFolder(broken.id);
        if (name.isEmpty()) {
            QVERIFY(QFile::rename(inside(run), inside(u"elsewhere"_s)));
            plant(home(u"kept"_s), run);
        } else if (hard) {
            QFile::remove(inside(run + u'/' + name));
            QCOMPARE(::link(qPrintable(home(u"profile"_s)), qPrintable(inside(run + u'/' + name))), 0);
        } else {
            plant(home(u"profile"_s), run + u'/' + name);
        }
        const auto resumed = resumeRun(*m_project, *m_engine, {broken.id}, {m_listener, m_pause, {}});
        QVERIFY(!resumed);
        homeIsAsItWas();
    }

    void onlyTheProjectsOwnFilesAreDeleted_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("two dots") << u"quarantine/../../outside"_s;
        QTest::newRow("a linked folder") << u"quarantine/linked/letter"_s;
    }
    void onlyTheProjectsOwnFilesAreDeleted()
    {
        QFETCH(QString, file);
        put(m_project->directory() + u"/../outside"_s, "mine");
        plant(home(u"kept"_s), u"quarantine/linked"_s);
        for (const QString &path : {file, m_project->directory() + u'/' + file}) {
            QVERIFY(m_database->execute(u"DELETE FROM quarantine"_s));
            QVERIFY(m_database->execute(
                u"INSERT INTO quarantine (file, reason, class_id, added_at) VALUES (?, '', 0, 0)"_s, {path}));
            const QuarantineRecord record = QuarantineRepository(*m_database).all()->front();
            static_cast<void>(restoreFromQuarantine(*m_database, record).ok());
            static_cast<void>(forgetQuarantined(*m_database, record).ok());
            QCOMPARE(readFile(m_project->directory() + u"/../outside"_s), QByteArray("mine"));
            homeIsAsItWas();
        }
    }

    void onlyImagesThatWereImportedAreExported_data()
    {
        QTest::addColumn<int>("placement");
        QTest::newRow("copies") << int(FilePlacement::Copy);
        QTest::newRow("hard links") << int(FilePlacement::HardLink);
        QTest::newRow("links") << int(FilePlacement::SymbolicLink);
    }
    void onlyImagesThatWereImportedAreExported()
    {
        QFETCH(int, placement);
        // Another image, too: whatever was not imported stays where it is.
        QImage other(40, 30, QImage::Format_RGB32);
        other.fill(Qt::red);
        const QString photo = m_folder->filePath(u"private.png"_s);
        QVERIFY(other.save(photo));
        const auto images = *ImageRepository(*m_database).all();
        const auto point = [&](std::size_t image, const QString &path) {
            QVERIFY(
                m_database->execute(u"UPDATE images SET path = ? WHERE id = ?"_s, {path, images[image].id}));
        };
        point(0, home(u"profile"_s));
        point(1, photo);
        point(2, u"../private.png"_s);
        const QString target = m_folder->filePath(u"exported"_s);
        const auto report
            = exportData(*m_database, target, {DataFormat::Csv, FilePlacement(placement), true});
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->refused.size(), 3U);
        QCOMPARE(qsizetype(report->exported), qsizetype(images.size()) - 3);
        const auto written = QDir(target + u"/images"_s).entryInfoList(QDir::Files);
        QCOMPARE(written.size(), qsizetype(report->exported));
        for (const QFileInfo &file : written)
            QVERIFY(!readFile(file.filePath()).contains(secret) && file.fileName() != u"private.png"_s);
    }

    void leftoversAreSwept()
    {
        const auto run = train();
        QVERIFY(run);
        put(m_project->checkpoint(run->id), "left between the last step and its removal");
        QVERIFY(QDir(m_project->directory()).mkdir(u"unpacking-aBcDeF"_s));
        put(inside(u"unpacking-aBcDeF/photo.jpg"_s), "half");
        plant(home(u"kept"_s), u"unpacking-linked"_s);
        put(inside(Project::runFolder(run->id) + u"/.half-1x"_s), "half");
        const QString path = m_project->directory();
        const QString folder = m_project->runDirectory(run->id);
        QVERIFY(reopened());
        QVERIFY(!QFileInfo::exists(path + u"/unpacking-aBcDeF"_s));
        QVERIFY(!QFileInfo(path + u"/unpacking-linked"_s).isSymLink());
        QVERIFY(!QFileInfo::exists(folder + u"/checkpoint.safetensors"_s));
        QVERIFY(!QFileInfo::exists(folder + u"/.half-1x"_s));
        QVERIFY(QFileInfo::exists(folder + u"/best.safetensors"_s));
        homeIsAsItWas();
    }
};

QTEST_GUILESS_MAIN(TestStrangersProject)
#include "tst_strangersproject.moc"
