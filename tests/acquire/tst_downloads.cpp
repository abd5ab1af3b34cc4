// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/downloadqueue.h"
#include "core/acquire/partname.h"
#include "core/acquire/providers/search.h"
#include "core/acquire/urllist.h"
#include "core/dataset/quarantine.h"
#include "core/project/library.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/credits.h"
#include "tests/acquire/providersamples.h"
#include "tests/acquire/site.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace cairn;

class TestDownloads : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<Project> m_project;
    std::unique_ptr<Database> m_database;
    DownloadOptions m_options;
    SearchPace m_pace;

    void openProject(bool create)
    {
        m_database.reset();
        m_project.reset();
        const QString path = m_folder->filePath(u"p.cairn"_s);
        auto project = create ? Project::create(path, {u"arena"_s}) : Project::open(path);
        QVERIFY(project);
        m_project = *std::move(project);
        auto database = m_project->connect();
        QVERIFY(database);
        m_database = *std::move(database);
    }
    void queueUrls(const HttpServer &server, const QStringList &paths)
    {
        QByteArray text;
        for (const QString &path : paths)
            text += server.url().resolved(QUrl(path)).toEncoded() + '\n';
        const auto list = parseUrlList(text, u"test"_s, ListOrigin::Typed);
        QVERIFY(list);
        QVERIFY(queueList(*m_database, *list, 1));
    }
    std::vector<DownloadRecord> rows() const { return *DownloadRepository(*m_database).all(); }
    Result<DownloadStatus> runAll() { return runDownloads(m_project, m_options, {}, {}); }
    int filesIn(const QString &folder) const
    {
        return int(QDir(m_project->directory() + u'/' + folder).entryList(QDir::Files).size());
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        openProject(true);
        m_options = {};
        m_options.scale = 0;
        m_options.rules.nearDuplicateBits = -1; // the images here are too simple to differ much
        m_options.retry.attempts = 3;
        m_options.timeout = std::chrono::seconds(20);
        m_pace = {};
        m_pace.scale = 0;
        qunsetenv("CAIRN_COMMONS_URL");
        qunsetenv("CAIRN_OPENVERSE_URL");
    }
    void cleanup()
    {
        m_database.reset();
        m_project.reset();
    }

    void whatArrivesIsJudged_data()
    {
        const QByteArray good = drawnJpeg(1);
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const QByteArray &answer, DownloadState state,
                            const QString &reason) { QTest::newRow(name) << answer << int(state) << reason; };
        row("good", whole(good), DownloadState::Done, {});
        row("wrong type, good content", whole(good, "text/html"), DownloadState::Done, {});
        row("HTML instead of JPEG", whole("<!DOCTYPE html><html>Sorry</html>"), DownloadState::Refused,
            u"HTML"_s);
        row("half an image", whole(good.first(good.size() / 2)), DownloadState::Refused, u"damaged"_s);
        row("too small", whole(drawnJpeg(1, 20)), DownloadState::Refused, u"28 × 20 pixels"_s);
        row("nothing", whole({}), DownloadState::Refused, u"empty"_s);
        row("404", status("404 Not Found"), DownloadState::Failed, u"status 404"_s);
        row("500", status("500 Broken"), DownloadState::Failed, u"status 500"_s);
        row("too short for its length", whole(good).chopped(100), DownloadState::Failed,
            u"connection broke"_s);
        row("too long", whole(QByteArray(300'000, 'x')), DownloadState::Failed, u"more than 200000"_s);
        row("to a private address", status("302 Found", "Location: https://10.0.0.1/a.jpg\r\n"),
            DownloadState::Failed, u"inside this computer"_s);
        row("to plain http", status("302 Found", "Location: http://example.org/a.jpg\r\n"),
            DownloadState::Failed, u"only https addresses"_s);
        row("redirect loop", status("302 Found", "Location: /again\r\n"), DownloadState::Failed,
            u"too many times"_s);
    }
    void whatArrivesIsJudged()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, state);
        QFETCH(QString, reason);
        m_options.largestFile = 200'000;
        HttpServer server([&](const HttpRequest &) { return HttpAnswer{answer}; });
        queueUrls(server, {u"a.jpg"_s});
        const auto end = runAll();
        QVERIFY2(end, end ? "" : qPrintable(end.error().message));
        const DownloadRecord row = rows().front();
        QCOMPARE(int(row.state), state);
        QVERIFY2(row.reason.contains(reason), qPrintable(row.reason));
        QCOMPARE(row.reason.isEmpty(), reason.isEmpty());
        QCOMPARE(end->count(row.state), 1);
        QVERIFY(server.requests().size() < 20);
        QCOMPARE(filesIn(u"incoming"_s), 0);
        QCOMPARE(filesIn(u"quarantine"_s), row.state == DownloadState::Refused ? 1 : 0);
        QCOMPARE(QuarantineRepository(*m_database).all()->size(),
                 row.state == DownloadState::Refused ? 1u : 0u);
        QCOMPARE(row.imageId != 0, row.state == DownloadState::Done);
    }

    void provenanceIsKept()
    {
        const HttpServer server([&](const HttpRequest &request) {
            if (request.path.startsWith("/api.php"))
                return HttpAnswer{whole(commonsAnswer(
                    {commonsFile(u"A.jpg"_s, QUrl(u"http://127.0.0.1:%1/a.jpg"_s.arg(m_port)))}))};
            return HttpAnswer{whole(drawnJpeg(5))};
        });
        m_port = server.url().port();
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        QVERIFY(queueSearch(*m_database, {u"commons"_s, {u"Category:Arena"_s}, 1, 1}, {}, {}, m_pace));
        QVERIFY(runAll());
        const auto credits = readCredits(*m_database);
        QVERIFY(credits);
        QCOMPARE(credits->size(), 1u);
        const Credit &credit = credits->front();
        QCOMPARE(credit.className, u"arena"_s);
        QCOMPARE(credit.from.query, u"Category:Arena"_s);
        QCOMPARE(credit.from.author, u"Nora & Ned"_s);
        static const QRegularExpression stored(u"/images/([0-9a-f]{2})/\\1[0-9a-f]{62}\\.jpg$"_s);
        QVERIFY2(stored.match(credit.path).hasMatch(), qPrintable(credit.path));
        QVERIFY(QFile::exists(credit.path));
    }

    void aProviderCannotPointInside()
    {
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{whole(drawnJpeg(5))}; });
        DownloadRecord row;
        row.from.provider = u"commons"_s;
        row.from.sourceUrl = server.url().toString() + u"a.jpg"_s;
        QVERIFY(DownloadRepository(*m_database).add({row}));
        QVERIFY(runAll());
        QCOMPARE(rows().front().state, DownloadState::Failed);
        QVERIFY(rows().front().reason.contains(u"inside this computer"_s));
        QCOMPARE(server.requests().size(), 0);
    }

    void redirectsAreFollowed()
    {
        HttpServer server([&](const HttpRequest &request) {
            return HttpAnswer{request.path == "/a.jpg" ? status("301 Moved", "Location: /b/c.jpg\r\n")
                                  : request.path == "/b/c.jpg"
                                  ? status("307 Elsewhere", "Location: d.jpg\r\n")
                                  : whole(drawnJpeg(9))};
        });
        queueUrls(server, {u"a.jpg"_s});
        QVERIFY(runAll());
        QCOMPARE(rows().front().state, DownloadState::Done);
        QCOMPARE(server.requests().size(), 3);
        QCOMPARE(server.requests().last().path, "/b/d.jpg");
    }

    void duplicatesAreToldByContent()
    {
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{whole(drawnJpeg(7))}; });
        queueUrls(server, {u"a.jpg"_s, u"b.jpg"_s, u"c.jpg"_s});
        const auto end = runAll();
        QVERIFY(end);
        QCOMPARE(end->count(DownloadState::Done), 1);
        QCOMPARE(end->count(DownloadState::Duplicate), 2);
        QCOMPARE(filesIn(u"incoming"_s), 0);
    }

    void nearDuplicatesAreQuarantined()
    {
        m_options.rules = {};
        const HttpServer server([&](const HttpRequest &request) {
            return HttpAnswer{whole(request.path == "/b.jpg" ? drawnJpeg(3, 192) : drawnJpeg(3, 96))};
        });
        queueUrls(server, {u"a.jpg"_s});
        QVERIFY(runAll());
        queueUrls(server, {u"b.jpg"_s});
        QVERIFY(runAll());
        QCOMPARE(rows()[0].state, DownloadState::Done);
        QCOMPARE(rows()[1].state, DownloadState::Refused);
        QVERIFY2(rows()[1].reason.contains(u"near duplicate"_s), qPrintable(rows()[1].reason));
        // The user may want it all the same.
        QVERIFY(restoreFromQuarantine(*m_database, QuarantineRepository(*m_database).all()->front()));
    }

    void busyServersAreAskedAgain()
    {
        std::atomic<int> asked = 0;
        const HttpServer server([&](const HttpRequest &) {
            const int number = ++asked;
            return HttpAnswer{number == 1       ? status("429 Too Many Requests", "Retry-After: 1\r\n")
                                  : number == 2 ? status("503 Busy")
                                                : whole(drawnJpeg(1))};
        });
        queueUrls(server, {u"a.jpg"_s});
        QVERIFY(runAll());
        QCOMPARE(rows().front().state, DownloadState::Done);
        QCOMPARE(rows().front().attempts, 2);
        QCOMPARE(asked, 3);
    }

    void aBrokenTransferGoesOn()
    {
        const QByteArray body = drawnJpeg(3, 400);
        std::atomic<int> asked = 0;
        const HttpServer server([&](const HttpRequest &request) {
            return HttpAnswer{++asked == 1 ? whole(body).chopped(1000) : rest(body, request)};
        });
        queueUrls(server, {u"a.jpg"_s});
        QVERIFY(runAll());
        QCOMPARE(rows().front().state, DownloadState::Done);
        QCOMPARE(rows().front().bytes, body.size());
        QCOMPARE(server.requests().last().range, "bytes=" + QByteArray::number(body.size() - 1000) + '-');
    }

    // The second half may be of another file than the first: then all of it is fetched anew.
    void aPatchedTogetherImageIsFetchedAnew()
    {
        const QByteArray body = drawnJpeg(3, 200);
        const QByteArray other = drawnJpeg(60, 200);
        std::atomic<int> asked = 0;
        const HttpServer server([&](const HttpRequest &request) {
            const int number = ++asked;
            if (number == 1)
                return HttpAnswer{whole(body).first(400)};
            QByteArray spoilt = other;
            spoilt.truncate(other.size() / 2);
            return HttpAnswer{request.range.isEmpty() ? whole(body) : rest(spoilt, request)};
        });
        queueUrls(server, {u"a.jpg"_s});
        QVERIFY(runAll());
        QCOMPARE(rows().front().state, DownloadState::Done);
        QCOMPARE(filesIn(u"quarantine"_s), 0);
        QVERIFY(asked >= 3);
    }

    void aSlowServerIsWaitedForAndAHangingOneIsNot()
    {
        m_options.timeout = std::chrono::milliseconds(400);
        m_options.retry.attempts = 2;
        const QByteArray body = drawnJpeg(3, 100);
        const HttpServer server([&](const HttpRequest &request) {
            if (request.path == "/hang.jpg")
                return HttpAnswer{whole(body).first(200), true};
            HttpAnswer answer{whole(body)};
            answer.slowBytes = 100;
            return answer;
        });
        queueUrls(server, {u"slow.jpg"_s, u"hang.jpg"_s});
        QVERIFY(runAll());
        QCOMPARE(rows()[0].state, DownloadState::Done);
        QCOMPARE(rows()[1].state, DownloadState::Failed);
        QVERIFY2(rows()[1].reason.contains(u"in time"_s), qPrintable(rows()[1].reason));
    }

    void aKilledQueueGoesOn()
    {
        std::atomic<bool> hang = true;
        const HttpServer server([&](const HttpRequest &request) {
            const QByteArray body = drawnJpeg(request.path.at(1) - '0', 200);
            if (!hang)
                return HttpAnswer{request.range.isEmpty() ? whole(body) : rest(body, request)};
            return HttpAnswer{request.path == "/1.jpg" ? whole(body) : whole(body).first(600),
                              request.path != "/1.jpg"};
        });
        queueUrls(server, {u"1.jpg"_s, u"2.jpg"_s, u"3.jpg"_s, u"4.jpg"_s});
        {
            DownloadQueue queue(m_project, m_options);
            queue.start();
            QTRY_VERIFY(rows()[0].state == DownloadState::Done && rows()[1].state == DownloadState::Fetching
                        && rows()[2].state == DownloadState::Fetching
                        && m_project->folder().size(PartNames().of(rows()[1])) > 0);
        }
        // As a kill would leave it: in the middle.
        QVERIFY(m_database->execute(u"UPDATE downloads SET state = 1 WHERE id = 2"_s));
        openProject(false);
        QCOMPARE(rows()[1].state, DownloadState::Waiting);
        QCOMPARE(rows()[2].state, DownloadState::Waiting);
        hang = false;
        const auto end = runAll();
        QVERIFY(end);
        QCOMPARE(end->count(DownloadState::Done), 4);
        const QList<HttpRequest> requests = server.requests();
        QVERIFY(std::any_of(requests.begin(), requests.end(),
                            [](const HttpRequest &request) { return !request.range.isEmpty(); }));
    }

    void cancelAndRetry()
    {
        std::atomic<bool> broken = true;
        const HttpServer server([&](const HttpRequest &request) {
            if (!broken)
                return HttpAnswer{whole(drawnJpeg(request.path.at(1) - '0'))};
            return request.path == "/1.jpg" ? HttpAnswer{status("404 Not Found")} : HttpAnswer{{}, true};
        });
        queueUrls(server, {u"1.jpg"_s, u"2.jpg"_s, u"3.jpg"_s, u"4.jpg"_s});
        DownloadQueue queue(m_project, m_options);
        QSignalSpy finished(&queue, &DownloadQueue::finished);
        DownloadStatus last;
        connect(&queue, &DownloadQueue::statusChanged, this, [&](const DownloadStatus &now) { last = now; });
        queue.start();
        QTRY_COMPARE(last.count(DownloadState::Failed), 1);
        queue.cancelWaiting();
        QTRY_COMPARE(last.count(DownloadState::Cancelled), 3);
        QVERIFY(!last.running);
        QCOMPARE(last.total(), 1);
        broken = false;
        queue.retryFailed();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(rows()[0].state, DownloadState::Done);
        QTRY_COMPARE(last.count(DownloadState::Done), 4);
        queue.removeSettled();
        QTRY_COMPARE(last.total(), 0);
        QCOMPARE(rows().size(), 0u);
    }

    void noNetworkStopsInsteadOfFailingEverything()
    {
        QByteArray text;
        for (int i = 0; i < 40; ++i)
            text += "http://127.0.0.1:1/" + QByteArray::number(i) + ".jpg\n"; // nothing listens there
        QVERIFY(queueList(*m_database, *parseUrlList(text, u"x"_s, ListOrigin::Typed), 0));
        m_options.retry.attempts = 5;
        const auto end = runAll();
        QVERIFY(!end);
        QCOMPARE(end.error().code, ErrorCode::Offline);
        for (const DownloadRecord &row : rows())
            QCOMPARE(row.state, DownloadState::Waiting);
    }

    void manyImagesAreToldTogether()
    {
        constexpr int count = 200;
        const HttpServer server([&](const HttpRequest &request) {
            return HttpAnswer{whole(drawnJpeg(request.path.mid(1).toInt() + 1, 64))};
        });
        QStringList paths;
        for (int i = 0; i < count; ++i)
            paths << QString::number(i);
        queueUrls(server, paths);
        DownloadQueue queue(m_project, m_options);
        QSignalSpy changed(&queue, &DownloadQueue::changed);
        QSignalSpy finished(&queue, &DownloadQueue::finished);
        queue.start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
        QVERIFY2(changed.size() < count / 2, qPrintable(QString::number(changed.size())));
        int done = 0;
        for (const DownloadRecord &row : rows())
            done += row.state == DownloadState::Done ? 1 : 0;
        QCOMPARE(done, count);
    }

    void aRemovedClassLeavesImagesUnlabeled()
    {
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{whole(drawnJpeg(7))}; });
        queueUrls(server, {u"a.jpg"_s});
        QVERIFY(ClassRepository(*m_database).remove(1));
        QVERIFY(runAll());
        QCOMPARE(rows().front().state, DownloadState::Done);
        QCOMPARE(readCredits(*m_database)->front().className, QString());
    }

    void imagesFollowTheirClassWhereItWasMerged()
    {
        const HttpServer server([&](const HttpRequest &request) {
            return HttpAnswer{whole(drawnJpeg(request.path.at(1) - '0'))};
        });
        auto library = std::make_unique<Library>(*m_project, *Library::load(*m_database));
        const auto add = [&](const QString &name) { return *library->addClass(name); };
        const qint64 tower = add(u"tower"_s);
        const qint64 building = add(u"building"_s);
        const auto classOfNext = [&](const QString &file) { // fetched for "arena", the first class
            library->writer().flush();
            queueUrls(server, {file});
            (void)runAll();
            return ImageRepository(*m_database).all()->back().classId;
        };
        QVERIFY(library->mergeClass(1, tower));
        QCOMPARE(classOfNext(u"1.jpg"_s), tower);
        QVERIFY(library->mergeClass(tower, building)); // and once more
        QCOMPARE(classOfNext(u"2.jpg"_s), building);
        QVERIFY(library->removeClass(building));
        QCOMPARE(classOfNext(u"3.jpg"_s), 0);
        library->undo();
        QCOMPARE(classOfNext(u"4.jpg"_s), building);
        library->undo();
        library->undo();
        QCOMPARE(classOfNext(u"5.jpg"_s), 1);
        library->redo();
        library.reset(); // and after a restart
        openProject(false);
        library = std::make_unique<Library>(*m_project, *Library::load(*m_database));
        QCOMPARE(library->currentClass(1), library->classById(tower));
        QCOMPARE(classOfNext(u"6.jpg"_s), tower);
    }

    void refusedFilesCanBeTakenAfterAll()
    {
        const HttpServer server([&](const HttpRequest &request) {
            return HttpAnswer{request.path == "/small.jpg" ? whole(drawnJpeg(1, 20))
                                                           : whole("<html>no</html>")};
        });
        queueUrls(server, {u"small.jpg"_s, u"page.jpg"_s});
        QVERIFY(runAll());
        const auto refused = QuarantineRepository(*m_database).all();
        QVERIFY(refused);
        QCOMPARE(refused->size(), 2u);
        for (const QuarantineRecord &record : *refused) {
            const bool small = record.reason.contains(u"pixels"_s);
            const auto restored = restoreFromQuarantine(*m_database, record);
            QCOMPARE(restored.ok(), small);
            if (small)
                QVERIFY(restored->imageId > 0);
            else
                QVERIFY(forgetQuarantined(*m_database, record));
        }
        QCOMPARE(QuarantineRepository(*m_database).all()->size(), 0u);
        QCOMPARE(filesIn(u"quarantine"_s), 0);
        QCOMPARE(readCredits(*m_database)->front().className, u"arena"_s);
        QVERIFY(readCredits(*m_database)->front().from.sourceUrl.endsWith(u"small.jpg"_s));
    }

private:
    int m_port = 0;
};

QTEST_GUILESS_MAIN(TestDownloads)
#include "tst_downloads.moc"
