// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/providers/search.h"
#include "core/acquire/useragent.h"
#include "core/project/project.h"
#include "core/project/repositories/downloadrepository.h"
#include "tests/acquire/providersamples.h"
#include "tests/acquire/site.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace cairn;

class TestSearch : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<Database> m_database;
    SearchPace m_pace;

    std::vector<DownloadRecord> rows() const { return *DownloadRepository(*m_database).all(); }

private Q_SLOTS:
    void initTestCase() { QCoreApplication::setOrganizationName(u"cairn-tests"_s); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto project = Project::create(m_folder->filePath(u"p.cairn"_s), {u"arena"_s});
        QVERIFY(project);
        m_project = *std::move(project);
        auto database = m_project->connect();
        QVERIFY(database);
        m_database = *std::move(database);
        m_pace.scale = 0;
        qunsetenv("CAIRN_COMMONS_URL");
        qunsetenv("CAIRN_OPENVERSE_URL");
    }
    void cleanup()
    {
        m_database.reset();
        m_project.reset();
    }

    void aSearchPagesUntilTheCountIsReached()
    {
        const HttpServer server([&](const HttpRequest &request) {
            const int offset = request.path.contains("gsroffset=2") ? 2
                : request.path.contains("gsroffset=4")              ? 4
                                                                    : 0;
            QJsonArray files;
            for (int i = offset; i < offset + 2; ++i)
                files << commonsFile(u"%1.jpg"_s.arg(i), QUrl(u"https://upload.example/%1.jpg"_s.arg(i)));
            const QJsonObject next{{u"gsroffset"_s, offset + 2}, {u"continue"_s, u"gsroffset||"_s}};
            return HttpAnswer{whole(commonsAnswer(files, next), "application/json")};
        });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        const auto report = queueSearch(*m_database, {u"commons"_s, {u" towers "_s}, 1, 5}, {}, {}, m_pace);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->queued, 5);
        QVERIFY(!report->exhausted);
        QCOMPARE(server.requests().size(), 3);
        QVERIFY(server.requests().first().userAgent.startsWith("Cairn/"));
        QVERIFY(server.requests().first().userAgent.contains("https://github.com/"));
        QCOMPARE(rows().size(), 5u);
        QCOMPARE(rows().front().from.query, u"towers"_s);
        QCOMPARE(rows().front().from.author, u"Nora & Ned"_s);
        // The same search for the same class again: it is there already, and nobody is asked.
        QCOMPARE(queueSearch(*m_database, {u"commons"_s, {u"towers"_s}, 1, 5}, {}, {}, m_pace)->queued, 0);
        QCOMPARE(server.requests().size(), 3);
    }

    void theContactIsTold_data()
    {
        QTest::addColumn<QString>("contact");
        QTest::addColumn<bool>("taken");
        QTest::newRow("mail") << u" nora+cairn@example.org "_s << true;
        QTest::newRow("page") << u"https://example.org/~nora/about?x=1#me"_s << true;
        QTest::newRow("none") << u"  "_s << true;
        QTest::newRow("header") << u"a@example.org\r\nX-Evil: 1"_s << false;
        QTest::newRow("line") << u"https://example.org/\n"_s + u"b"_s << false;
        QTest::newRow("comment") << u"a@example.org) Other/1 (b"_s << false;
        QTest::newRow("page's comment") << u"https://example.org/)"_s << false;
        QTest::newRow("name") << u"Nora"_s << false;
        QTest::newRow("other scheme") << u"javascript:alert(1)"_s << false;
        QTest::newRow("letters") << u"nöra@example.org"_s << false;
        QTest::newRow("long") << u"https://example.org/"_s + QString(200, u'a') << false;
    }
    void theContactIsTold()
    {
        QFETCH(QString, contact);
        QFETCH(bool, taken);
        const HttpServer server([&](const HttpRequest &) {
            return HttpAnswer{whole(openverseAnswer({}, 1, 1), "application/json")};
        });
        qputenv("CAIRN_OPENVERSE_URL", server.url().toEncoded() + "v1/images/");
        QVERIFY(setContact({}));
        QCOMPARE(setContact(contact).ok(), taken);
        QVERIFY(queueSearch(*m_database, {u"openverse"_s, {u"towers"_s}, 0, 50}, {}, {}, m_pace));
        const QString told = taken && !contact.trimmed().isEmpty() ? contact.trimmed() + u"; "_s : QString();
        const QByteArray agent = server.requests().first().userAgent;
        QVERIFY2(agent.startsWith("Cairn/0 (" + projectPage.toLatin1() + "; " + told.toLatin1() + "desktop"),
                 agent.constData());
        QSettings().setValue(u"collect/contact"_s, contact); // by hand
        QCOMPARE(userAgent(cairn::contact()).contains('\n'), false);
        QCOMPARE(cairn::contact().isEmpty(), !taken || contact != contact.trimmed());
        QVERIFY(setContact({}));
    }

    void aSearchEndsWhereTheProviderHasNoMore()
    {
        const HttpServer server([&](const HttpRequest &) {
            return HttpAnswer{
                whole(openverseAnswer({openverseResult(u"https://a.example/1.jpg"_s, 800, 600)}, 1, 1))};
        });
        qputenv("CAIRN_OPENVERSE_URL", server.url().toEncoded() + "v1/images/");
        const auto report = queueSearch(*m_database, {u"openverse"_s, {u"towers"_s}, 0, 50}, {}, {}, m_pace);
        QVERIFY(report);
        QCOMPARE(report->queued, 1);
        QVERIFY(report->exhausted);
    }

    void aSearchWaitsWhileTheServerIsBusy()
    {
        std::atomic<int> asked = 0;
        const HttpServer server([&](const HttpRequest &) {
            switch (++asked) {
            case 1:
                return HttpAnswer{HttpServer::response("200 OK", "Retry-After: 5\r\nX-Database-Lag: 7\r\n",
                                                       commonsError("maxlag", "7 seconds lagged"))};
            case 2:
                return HttpAnswer{status("429 Too Many Requests", "Retry-After: 1\r\n")};
            case 3:
                return HttpAnswer{status("503 Busy")};
            default:
                return HttpAnswer{
                    whole(commonsAnswer({commonsFile(u"A.jpg"_s, QUrl(u"https://u.example/a"_s))}))};
            }
        });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded());
        const auto report = queueSearch(*m_database, {u"commons"_s, {u"x"_s}, 0, 1}, {}, {}, m_pace);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->queued, 1);
        QCOMPARE(asked, 4);
    }

    void aSearchIsGivenUpWithItsReason_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("reason");
        QTest::newRow("an hour") << status("429 Too Many", "Retry-After: 3600\r\n")
                                 << u"accepts no requests until"_s;
        QTest::newRow("lag for good") << whole(commonsError("maxlag", "lagged")) << u"is busy"_s;
        QTest::newRow("bad search") << HttpServer::response("200 OK", {},
                                                            commonsError("gsr-bad", "no such thing"))
                                    << u"no such thing"_s;
        QTest::newRow("HTML") << whole("<html>captive portal</html>", "text/html") << u"invalid response"_s;
        QTest::newRow("403") << status("403 Forbidden") << u"status 403"_s;
        QTest::newRow("cut off") << whole(commonsAnswer({})).chopped(20) << u"connection broke"_s;
        QTest::newRow("nothing") << QByteArray() << u"connection broke"_s;
    }
    void aSearchIsGivenUpWithItsReason()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, reason);
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{answer}; });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded());
        const auto report = queueSearch(*m_database, {u"commons"_s, {u"x"_s}, 0, 1}, {}, {}, m_pace);
        QVERIFY(!report);
        QVERIFY2(report.error().message.contains(reason), qPrintable(report.error().message));
        QVERIFY(server.requests().size()
                <= 5 * m_pace.retry.attempts); // Qt asks again, too, where nothing came
    }

    void aSearchCanBeCancelled()
    {
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{{}, true}; });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded());
        CancelSource source;
        const auto report = queueSearch(
            *m_database, {u"commons"_s, {u"x"_s}, 0, 1}, [&](const Progress &) { source.cancel(); },
            source.token(), m_pace);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestSearch)
#include "tst_search.moc"
