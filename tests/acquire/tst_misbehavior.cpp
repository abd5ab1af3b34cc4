// SPDX-License-Identifier: GPL-3.0-or-later
// Searches and downloads against servers that behave as the services do on a bad day.

#include "core/acquire/downloadqueue.h"
#include "core/acquire/previewcache.h"
#include "core/acquire/previewfetcher.h"
#include "core/acquire/providers/requestgate.h"
#include "core/acquire/providers/search.h"
#include "core/acquire/useragent.h"
#include "core/project/project.h"
#include "core/project/repositories/credits.h"
#include "tests/acquire/providersamples.h"
#include "tests/acquire/site.h"

#include <QNetworkAccessManager>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <atomic>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

/// RFC 1952 around what zlib makes.
QByteArray gzip(const QByteArray &bytes)
{
    std::array<quint32, 256> table{};
    for (quint32 i = 0; i < 256; ++i) {
        table[i] = i;
        for (int bit = 0; bit < 8; ++bit)
            table[i] = table[i] & 1 ? 0xEDB88320u ^ (table[i] >> 1) : table[i] >> 1;
    }
    quint32 crc = ~0u;
    for (const char c : bytes)
        crc = table[(crc ^ quint8(c)) & 255] ^ (crc >> 8);
    const auto word = [](quint32 value) {
        QByteArray four;
        for (int i = 0; i < 4; ++i)
            four += char(value >> (8 * i));
        return four;
    };
    const QByteArray deflated = qCompress(bytes, 9).mid(6).chopped(4);
    return QByteArray("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10) + deflated + word(~crc)
        + word(quint32(bytes.size()));
}

QByteArray gzipped(const QByteArray &body)
{
    const QByteArray packed = gzip(body);
    return HttpServer::response(
        "200 OK", "Content-Encoding: gzip\r\nContent-Length: " + QByteArray::number(packed.size()) + "\r\n",
        packed);
}

QByteArray httpDate(int seconds)
{
    return QLocale::c()
        .toString(QDateTime::currentDateTimeUtc().addSecs(seconds), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s)
        .toLatin1();
}

} // namespace

class TestMisbehavior : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<Project> m_project;
    std::unique_ptr<Database> m_database;
    SearchPace m_pace;
    DownloadOptions m_options;

    std::vector<DownloadRecord> rows() const { return *DownloadRepository(*m_database).all(); }
    Result<SearchReport> search(const WantedSearch &wanted)
    {
        return queueSearch(*m_database, wanted, {}, {}, m_pace);
    }
    static DownloadRecord rowFor(const QString &address, const QString &second = {})
    {
        DownloadRecord row;
        row.from.provider = u"commons"_s;
        row.from.sourceUrl = address;
        row.secondUrl = second;
        return row;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(u"cairn-tests"_s);
        QCoreApplication::setApplicationName(u"misbehavior"_s);
        QSettings().clear();
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_folder->filePath(u"cache"_s).toLocal8Bit());
        auto project = Project::create(m_folder->filePath(u"p.cairn"_s), {u"arena"_s});
        QVERIFY(project);
        m_project = *std::move(project);
        auto database = m_project->connect();
        QVERIFY(database);
        m_database = *std::move(database);
        m_pace.scale = 0;
        m_options = {};
        m_options.scale = 0;
        m_options.rules.nearDuplicateBits = -1;
        for (const char *name :
             {"CAIRN_COMMONS_URL", "CAIRN_OPENVERSE_URL", "CAIRN_INATURALIST_URL", "CAIRN_TRUSTED_HOSTS"})
            qunsetenv(name);
    }
    void cleanup()
    {
        m_database.reset();
        m_project.reset();
        QSettings().clear();
    }

    // With 60 of 130 images in the queue, 30 pages in a row bring nothing new.
    void pagesThatAreQueuedAlreadyAreNotBarren()
    {
        const HttpServer server([](const HttpRequest &request) {
            const auto at = request.path.indexOf("gsroffset=");
            const int offset = at < 0 ? 0 : request.path.mid(at + 10).split('&').first().toInt();
            QJsonArray files;
            for (int i = offset; i < offset + 2; ++i)
                files << commonsFile(u"%1.jpg"_s.arg(i), QUrl(u"https://upload.example/%1.jpg"_s.arg(i)));
            return HttpAnswer{whole(commonsAnswer(
                files, offset >= 128 ? QJsonObject() : QJsonObject{{u"gsroffset"_s, offset + 2}}))};
        });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        QCOMPARE(search({u"commons"_s, {u"x"_s}, 1, 60})->queued, 60);
        const auto more = search({u"commons"_s, {u"x"_s}, 1, 100});
        QVERIFY(more);
        QCOMPARE(more->inQueue, 100);
        QVERIFY(!more->exhausted);
        QVERIFY(endOf(*more, u"x"_s).isEmpty());
        const auto all = search({u"commons"_s, {u"x"_s}, 1, 1000});
        QCOMPARE(all->inQueue, 130);
        QVERIFY(all->exhausted);
        QCOMPARE(endOf(*all, u"x"_s), u"The provider has no more than 130 images for “x”."_s);
        SearchReport nothing;
        nothing.exhausted = true;
        QCOMPARE(endOf(nothing, u"x"_s), u"The provider has no images for “x”."_s);
    }

    void theLimitOfAProviderIsNotItsEnd()
    {
        const HttpServer server([](const HttpRequest &) {
            return HttpAnswer{
                whole(openverseAnswer({openverseResult(u"https://a.example/1.jpg"_s, 800, 600)}, 12, 12))};
        });
        qputenv("CAIRN_OPENVERSE_URL", server.url().toEncoded() + "v1/images/");
        const auto report = search({u"openverse"_s, {u"x"_s}, 0, 500});
        QVERIFY(report);
        QVERIFY(!report->exhausted);
        QVERIFY2(endOf(*report, u"x"_s).contains(u"240"_s), qPrintable(endOf(*report, u"x"_s)));
    }

    void aBusySearchIsAPause()
    {
        std::atomic<int> asked = 0;
        const HttpServer server([&](const HttpRequest &) {
            return HttpAnswer{whole(
                ++asked < 3 ? commonsError("cirrussearch-too-busy-error", "Search is too busy")
                            : commonsAnswer({commonsFile(u"A.jpg"_s, QUrl(u"https://u.example/a"_s))}))};
        });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded());
        const auto report = search({u"commons"_s, {u"x"_s}, 0, 1});
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->queued, 1);
        QCOMPARE(asked, 3);
    }

    void answersMayBeCompressedAndImagesAreNot()
    {
        std::atomic<int> port = 0;
        const HttpServer server([&](const HttpRequest &request) {
            if (!request.path.startsWith("/api.php"))
                return HttpAnswer{whole(drawnJpeg(4))};
            return HttpAnswer{gzipped(commonsAnswer(
                {commonsFile(u"A.jpg"_s, QUrl(u"http://127.0.0.1:%1/a.jpg"_s.arg(int(port))))}))};
        });
        port = server.url().port();
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        const auto report = search({u"commons"_s, {u"x"_s}, 1, 1});
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QVERIFY(runDownloads(m_project, m_options, {}, {}));
        QCOMPARE(rows().front().state, DownloadState::Done);
        QVERIFY(server.requests()[0].acceptEncoding.contains("gzip"));
        QCOMPARE(server.requests()[1].acceptEncoding, "identity");
    }

    void aGzipBombIsRefused()
    {
        const QByteArray bomb = gzipped("{\"query\":\"" + QByteArray(40'000'000, ' ') + "\"}");
        QVERIFY(bomb.size() < 100'000);
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{bomb}; });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded());
        const auto report = search({u"commons"_s, {u"x"_s}, 0, 1});
        QVERIFY(!report);
        QVERIFY2(report.error().message.contains(u"sent more than 16000000 bytes"_s),
                 qPrintable(report.error().message));
        QCOMPARE(server.requests().size(), 1);
    }

    void aHeapOfEmptyListsIsRefused()
    {
        const QByteArray heap = gzipped("{\"query\":[" + QByteArray("[],").repeated(4'000'000) + "[]]}");
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{heap}; });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded());
        m_pace.retry.attempts = 1;
        const auto report = search({u"commons"_s, {u"x"_s}, 0, 1});
        QVERIFY(!report);
        QVERIFY2(report.error().message.contains(u"invalid response"_s), qPrintable(report.error().message));
    }

    void anUnknownCategoryFallsBackToWords()
    {
        const HttpServer server([](const HttpRequest &request) {
            return HttpAnswer{
                whole(request.path.contains("deepcat")
                          ? QByteArray(R"({"batchcomplete":true,"query":{"allcategories":[]}})")
                          : commonsAnswer({commonsFile(u"A.jpg"_s, QUrl(u"https://u.example/a"_s))}))};
        });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded());
        WantedSearch wanted{u"commons"_s, {u"Category:No such tower"_s}, 0, 1};
        const auto unknown = search(wanted);
        QVERIFY(!unknown);
        QVERIFY(unknown.error().message.contains(u"has no category “No such tower”"_s));
        wanted.instead = u"tower"_s;
        const auto found = search(wanted);
        QVERIFY2(found, found ? "" : qPrintable(found.error().message));
        QCOMPARE(found->queued, 1);
    }

    void aDeadAddressHasASecond()
    {
        const HttpServer server([](const HttpRequest &request) {
            return HttpAnswer{request.path == "/thumb/" ? status("424 Failed Dependency")
                                                        : whole(drawnJpeg(3))};
        });
        const QString base = server.url().toString();
        qputenv("CAIRN_TRUSTED_HOSTS", "127.0.0.1:" + QByteArray::number(server.url().port()));
        DownloadRepository repository(*m_database);
        QVERIFY(repository.add(
            {rowFor(base + u"thumb/"_s, base + u"2.jpg"_s), rowFor(base + u"thumb/"_s + u"#"_s)}));
        QVERIFY(runDownloads(m_project, m_options, {}, {}));
        QCOMPARE(rows()[0].state, DownloadState::Done);
        QCOMPARE(readCredits(*m_database)->front().from.sourceUrl, base + u"2.jpg"_s);
        QCOMPARE(rows()[0].from.sourceUrl, base + u"thumb/"_s); // a later search knows it by this
        QCOMPARE(rows()[1].state, DownloadState::Failed);
        QVERIFY(rows()[1].reason.contains(u"424"_s));
        QCOMPARE(server.requests().size(), 3);
    }

    // Two hosts of one service: what one asks for holds for the other.
    void aPauseHoldsForTheWholeService()
    {
        const HttpServer busy([](const HttpRequest &) {
            return HttpAnswer{status("429 Too Many Requests", "Retry-After: " + httpDate(3600) + "\r\n")};
        });
        const HttpServer other([](const HttpRequest &) { return HttpAnswer{whole(drawnJpeg(1))}; },
                               QHostAddress(u"127.0.0.2"_s));
        qputenv("CAIRN_TRUSTED_HOSTS",
                "127.0.0.1:" + QByteArray::number(busy.url().port())
                    + ",127.0.0.2:" + QByteArray::number(other.url().port()));
        std::vector<DownloadRecord> wanted{rowFor(busy.url().toString() + u"a.jpg"_s)};
        for (int i = 0; i < 8; ++i)
            wanted.push_back(rowFor(other.url().toString() + u"%1.jpg"_s.arg(i)));
        QVERIFY(DownloadRepository(*m_database).add(wanted));
        m_options.scale = 1;
        m_options.service = [](const QString &) { return u"one service"_s; };
        DownloadQueue queue(m_project, m_options);
        DownloadStatus last;
        connect(&queue, &DownloadQueue::statusChanged, this, [&](const DownloadStatus &now) { last = now; });
        queue.start();
        QTRY_VERIFY2_WITH_TIMEOUT(last.pause.startsWith(u"one service is busy"_s), qPrintable(last.pause),
                                  20'000);
        QVERIFY(other.requests().size() < 8);
        QCOMPARE(busy.requests().size(), 1);
        QVERIFY(last.count(DownloadState::Waiting) > 0);
        QCOMPARE(last.count(DownloadState::Failed), 0);
    }

    void whatWasLookedAtIsNotFetchedAgain()
    {
        const HttpServer server([](const HttpRequest &request) {
            if (request.path == "/gone.jpg")
                return HttpAnswer{status("404 Not Found")};
            return HttpAnswer{whole(drawnJpeg(request.path.at(1) - '0'))};
        });
        const QString base = server.url().toString();
        qputenv("CAIRN_TRUSTED_HOSTS", "127.0.0.1:" + QByteArray::number(server.url().port()));
        const std::vector<FoundImage> found{{rowFor(base + u"1.jpg"_s).from},
                                            {rowFor(base + u"2.jpg"_s).from},
                                            {rowFor(base + u"gone.jpg"_s).from, base + u"3.jpg"_s}};
        DownloadQueue queue(m_project, m_options);
        QSignalSpy previews(&queue, &DownloadQueue::previewFetched);
        QSignalSpy finished(&queue, &DownloadQueue::finished);
        queue.fetchPreviews(found);
        QTRY_COMPARE(previews.size(), 3);
        QHash<QString, QString> files;
        for (const QList<QVariant> &one : previews)
            files.insert(one[0].toString(), one[1].toString());
        QVERIFY(QFile::exists(files[base + u"1.jpg"_s]));
        QVERIFY(QFile::exists(files[base + u"gone.jpg"_s])); // by its second address
        QCOMPARE(rows().size(), 0u);
        const auto before = server.requests().size();
        queue.fetchPreviews({found[0]}); // from the cache
        QTRY_COMPARE(previews.size(), 4);
        QVERIFY(DownloadRepository(*m_database).add({rowFor(base + u"1.jpg"_s), rowFor(base + u"2.jpg"_s)}));
        queue.start();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(rows()[0].state, DownloadState::Done);
        QCOMPARE(rows()[1].state, DownloadState::Done);
        QCOMPARE(server.requests().size(), before);
    }

    // What is looked at keeps to the pace of what is fetched; the clock stands still until it is moved.
    void previewsKeepToThePace()
    {
        std::atomic<bool> busy = false;
        const HttpServer server([&](const HttpRequest &request) {
            return HttpAnswer{busy ? status("429 Too Many Requests", "Retry-After: 60\r\n")
                                   : whole(drawnJpeg(request.path.at(1) - '0'))};
        });
        const QString base = server.url().toString();
        qputenv("CAIRN_TRUSTED_HOSTS", "127.0.0.1:" + QByteArray::number(server.url().port()));
        m_options.scale = 1;
        qint64 time = 0;
        QNetworkAccessManager network;
        ServicePace pace;
        PreviewFetcher fetcher(network, pace, m_options, [&time] { return time; });
        QSignalSpy fetched(&fetcher, &PreviewFetcher::fetched);
        std::vector<FoundImage> images;
        for (int i = 1; i < 5; ++i)
            images.push_back({rowFor(base + u"%1.jpg"_s.arg(i)).from});
        fetcher.fetch(images);
        QCOMPARE(pace.nextStart(u"127.0.0.1"_s), 100); // one is on, the others wait for their turn
        QTRY_COMPARE(fetched.size(), 1);
        QCOMPARE(server.requests().size(), 1);
        busy = true;
        time = 100;
        fetcher.schedule();
        QTRY_COMPARE(server.requests().size(), 2);
        QTRY_COMPARE(pace.nextStart(u"127.0.0.1"_s), 60'100);
        QCOMPARE(fetched.size(), 1);
    }

    void whatIsNotWantedIsNotQueued()
    {
        const HttpServer server([](const HttpRequest &) {
            QJsonArray files;
            for (int i = 0; i < 4; ++i)
                files << commonsFile(u"%1.jpg"_s.arg(i), QUrl(u"https://upload.example/%1.jpg"_s.arg(i)));
            return HttpAnswer{whole(commonsAnswer(files))};
        });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded());
        const ImageProvider &commons = *imageProvider(u"commons"_s);
        const auto pages = firstPages(
            commons, {u"x"_s}, [](const SearchPage &) { return true; }, {}, m_pace);
        QVERIFY(pages);
        QCOMPARE(pages->size(), 1u);
        QVERIFY(
            DownloadRepository(*m_database).setUnwanted(1, {pages->front().images[1].from.sourceUrl}, true));
        const auto report = search({u"commons"_s, {u"x"_s}, 1, 10, *pages});
        QVERIFY(report);
        QCOMPARE(report->queued, 3);
        QCOMPARE(report->leftOut, 1);
        QCOMPARE(server.requests().size(), 1); // what was known was not asked for again
        QCOMPARE(search({u"commons"_s, {u"x"_s}, 0, 10})->queued, 4); // another class may want it
    }

    void aUsedUpDayIsSaidWithoutAsking()
    {
        const HttpServer server(
            [](const HttpRequest &) { return HttpAnswer{whole(openverseAnswer({}, 1, 1))}; });
        qputenv("CAIRN_OPENVERSE_URL", server.url().toEncoded());
        m_pace.scale = 1;
        const ImageProvider &openverse = *imageProvider(u"openverse"_s);
        QVERIFY(search({u"openverse"_s, {u"x"_s}, 0, 10}));
        QCOMPARE(requestsLeft(openverse)->left, 199);
        QStringList times;
        for (int i = 0; i < 200; ++i)
            times << QString::number(QDateTime::currentMSecsSinceEpoch() - 1000 * i);
        QSettings().setValue(u"collect/requests/openverse"_s, times);
        m_pace.scale = 1;
        const auto report = search({u"openverse"_s, {u"x"_s}, 0, 10});
        QVERIFY(!report);
        QVERIFY2(report.error().message.contains(u"200 requests per day"_s),
                 qPrintable(report.error().message));
        QCOMPARE(server.requests().size(), 1);
    }

    void throttlingSaysUntilWhen()
    {
        const HttpServer server([](const HttpRequest &) {
            const QByteArray body
                = R"({"detail":"Request was throttled. Expected available in 86029 seconds."})";
            return HttpAnswer{
                HttpServer::response("429 Too Many Requests",
                                     "Content-Length: " + QByteArray::number(body.size()) + "\r\n", body)};
        });
        qputenv("CAIRN_OPENVERSE_URL", server.url().toEncoded());
        const auto report = search({u"openverse"_s, {u"x"_s}, 0, 10});
        QVERIFY(!report);
        QVERIFY2(!report.error().message.contains(u"86029"_s)
                     && report.error().message.contains(u"accepts no requests until"_s),
                 qPrintable(report.error().message));
        QCOMPARE(server.requests().size(), 1);
    }

    void withoutAContactThatIsSaid()
    {
        const HttpServer server([](const HttpRequest &) { return HttpAnswer{status("403 Forbidden")}; });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded());
        const auto anonymous = search({u"commons"_s, {u"x"_s}, 0, 1});
        QVERIFY2(anonymous.error().message.contains(u"with a contact"_s),
                 qPrintable(anonymous.error().message));
        QVERIFY(server.requests().first().userAgent.contains(projectPage.toLatin1()));
        QVERIFY(setContact(u"nora@example.org"_s));
        QVERIFY(!search({u"commons"_s, {u"x"_s}, 0, 1}).error().message.contains(u"contact"_s));
    }

    void oneRequestAtATime()
    {
        const ImageProvider &commons = *imageProvider(u"commons"_s);
        std::atomic<bool> second = false;
        std::unique_ptr<QThread> thread;
        {
            const auto first = RequestTurn::wait(commons, 0, 0, {});
            QVERIFY(first);
            thread.reset(QThread::create([&] { second = RequestTurn::wait(commons, 0, 0, {}).ok(); }));
            thread->start();
            QVERIFY(!thread->wait(QDeadlineTimer(100)));
            QVERIFY(!second);
        }
        QVERIFY(thread->wait(QDeadlineTimer(20'000)));
        QVERIFY(second);
    }
};

QTEST_GUILESS_MAIN(TestMisbehavior)
#include "tst_misbehavior.moc"
