// SPDX-License-Identifier: GPL-3.0-or-later
// Searches whose answers nobody would expect: each ends soon, with a sentence or with what can be used of it.

#include "core/acquire/providers/search.h"
#include "core/project/project.h"
#include "core/project/repositories/downloadrepository.h"
#include "tests/acquire/providersamples.h"
#include "tests/acquire/site.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson();
}

QByteArray commonsPages(const QJsonValue &pages)
{
    return json({{u"query"_s, QJsonObject{{u"pages"_s, pages}}}});
}

/// A file of which one thing is not as it should be.
QByteArray commonsWith(const char *key, const QJsonValue &value)
{
    QJsonObject file = commonsFile(u"A.jpg"_s, QUrl(u"https://u.example/a.jpg"_s));
    QJsonObject info = file[u"imageinfo"_s].toArray().first().toObject();
    info[QString::fromLatin1(key)] = value;
    file[u"imageinfo"_s] = QJsonArray{info};
    return commonsPages(QJsonArray{file});
}

QByteArray openverseWith(const char *key, const QJsonValue &value)
{
    QJsonObject result = openverseResult(u"https://u.example/a.jpg"_s, 800, 600);
    result[QString::fromLatin1(key)] = value;
    return openverseAnswer({result}, 1, 1);
}

} // namespace

class TestStrangeAnswers : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<Database> m_database;
    SearchPace m_pace;
    int m_searches = 0; ///< each with words of its own

private Q_SLOTS:
    void initTestCase()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto project = Project::create(m_folder->filePath(u"p.cairn"_s), {u"arena"_s});
        QVERIFY(project);
        m_project = *std::move(project);
        auto database = m_project->connect();
        QVERIFY(database);
        m_database = *std::move(database);
        m_pace.scale = 0;
        m_pace.retry.attempts = 2;
    }
    void cleanupTestCase()
    {
        m_database.reset();
        m_project.reset();
    }

    void anAnswer_data()
    {
        QTest::addColumn<QByteArray>("body");
        const QByteArray good = commonsAnswer({commonsFile(u"A.jpg"_s, QUrl(u"https://u.example/a.jpg"_s))});
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut off") << good.chopped(good.size() / 2);
        QTest::newRow("null") << QByteArray("null");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("an empty object") << QByteArray("{}");
        QTest::newRow("a number") << QByteArray("1e999");
        QTest::newRow("deep") << QByteArray(100'000, '[');
        QTest::newRow("not valid UTF-8") << QByteArray("{\"query\":\"\xff\xfe\"}");
        QTest::newRow("error null") << QByteArray(R"({"error":null})");
        QTest::newRow("error text") << QByteArray(R"({"error":"no"})");
        QTest::newRow("error code list") << QByteArray(R"({"error":{"code":["maxlag"],"info":{}}})");
        QTest::newRow("query null") << QByteArray(R"({"query":null})");
        QTest::newRow("query list") << QByteArray(R"({"query":[1,2],"continue":[3]})");
        QTest::newRow("pages null") << commonsPages(QJsonValue());
        QTest::newRow("pages text") << commonsPages(u"none"_s);
        QTest::newRow("pages of anything")
            << commonsPages(QJsonArray{QJsonValue(), 1, u"x"_s, true, QJsonArray(), QJsonObject()});
        for (const char *key :
             {"url", "thumburl", "width", "height", "mime", "user", "descriptionurl", "extmetadata"}) {
            QTest::addRow("%s null", key) << commonsWith(key, QJsonValue());
            QTest::addRow("%s list", key) << commonsWith(key, QJsonArray{1, u"x"_s});
            QTest::addRow("%s huge", key) << commonsWith(key, 1e300);
            QTest::addRow("%s object", key) << commonsWith(key, QJsonObject{{u"value"_s, -1}});
        }
        QTest::newRow("metadata of anything")
            << commonsWith("extmetadata",
                           QJsonObject{{u"Artist"_s, 7},
                                       {u"License"_s, QJsonArray()},
                                       {u"Credit"_s, QJsonObject{{u"value"_s, QJsonObject{{u"x"_s, 1}}}}},
                                       {u"LicenseUrl"_s, QJsonObject{{u"value"_s, u"javascript:x"_s}}}});
        QTest::newRow("a file's address") << commonsWith("thumburl", u"file:///etc/passwd"_s);
        QTest::newRow("results null") << QByteArray(R"({"results":null,"total_results":5})");
        QTest::newRow("results of anything") << QByteArray(
            R"({"results":[null,1,"x",[],{}],"page":"a","page_count":1e300,"total_results":1e300})");
        for (const char *key : {"url", "thumbnail", "width", "license", "license_version", "license_url",
                                "title", "creator", "foreign_landing_url"}) {
            QTest::addRow("openverse's %s null", key) << openverseWith(key, QJsonValue());
            QTest::addRow("openverse's %s huge", key) << openverseWith(key, -1e300);
            QTest::addRow("openverse's %s list", key) << openverseWith(key, QJsonArray{1});
        }
        QTest::newRow("observations of anything") << QByteArray(
            R"({"total_results":1e18,"results":[{"id":1e18,"photos":[{"url":7,"license_code":[]}]},
                {"id":-1,"photos":{}},{"id":"x","photos":[null],"taxon":3,"user":[]}]})");
    }
    void anAnswer()
    {
        QFETCH(QByteArray, body);
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{whole(body)}; });
        for (const char *name : {"CAIRN_COMMONS_URL", "CAIRN_OPENVERSE_URL", "CAIRN_INATURALIST_URL"})
            qputenv(name, server.url().toEncoded() + "api");
        for (const QString &provider : {u"commons"_s, u"openverse"_s, u"inaturalist"_s}) {
            for (const QString &text :
                 {u"words %1"_s.arg(++m_searches), u"Category:%1"_s.arg(++m_searches)}) {
                WantedSearch wanted{provider, {text, LicenseFilter::Any}, 1, 5};
                wanted.search.depth = 2;
                const auto before = server.requests().size();
                const auto report = queueSearch(*m_database, wanted, {}, {}, m_pace);
                QVERIFY(server.requests().size() - before <= 25);
                if (!report) {
                    QVERIFY2(report.error().message.endsWith(u'.')
                                 || report.error().message.contains(u": "_s),
                             qPrintable(report.error().message));
                    QVERIFY2(!report.error().message.trimmed().endsWith(u':'),
                             qPrintable(report.error().message));
                }
            }
        }
        for (const DownloadRecord &row : *DownloadRepository(*m_database).all())
            QVERIFY(!row.from.sourceUrl.isEmpty() && row.from.sourceUrl.size() <= 2000);
    }

    // Pages that lead to each other; what is on them is queued once, and it is said why there is no more.
    void pagesThatLeadBack()
    {
        const HttpServer server([](const HttpRequest &request) {
            const bool first = !request.path.contains("gsroffset=50");
            const QString name = first ? u"1.jpg"_s : u"2.jpg"_s;
            return HttpAnswer{
                whole(commonsAnswer({commonsFile(name, QUrl(u"https://u.example/"_s + name))},
                                    {{u"gsroffset"_s, first ? 50 : 0}, {u"continue"_s, u"gsroffset||"_s}}))};
        });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded());
        const WantedSearch wanted{u"commons"_s, {u"back"_s}, 1, 100};
        const auto report = queueSearch(*m_database, wanted, {}, {}, m_pace);
        QVERIFY(report);
        QCOMPARE(report->queued, 2);
        QVERIFY(!report->exhausted);
        QVERIFY2(endOf(*report, u"x"_s).contains(u"the same pages"_s), qPrintable(endOf(*report, u"x"_s)));
        QVERIFY(server.requests().size() <= 4);
        const auto pages = firstPages(
            *imageProvider(u"commons"_s), {u"x"_s}, [](const SearchPage &) { return false; }, {}, m_pace);
        QVERIFY(pages);
        QVERIFY(pages->size() <= 4);
    }

    void emptyPagesWithoutEnd()
    {
        std::atomic<int> asked = 0;
        const HttpServer server([&](const HttpRequest &) {
            return HttpAnswer{whole(commonsAnswer({}, {{u"gsroffset"_s, 50 + ++asked}}))};
        });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded());
        const auto report
            = queueSearch(*m_database, {u"commons"_s, {u"without end"_s}, 1, 100}, {}, {}, m_pace);
        QVERIFY(report);
        QCOMPARE(asked, 20);
        QVERIFY2(endOf(*report, u"x"_s).contains(u"was stopped"_s), qPrintable(endOf(*report, u"x"_s)));
    }
};

QTEST_GUILESS_MAIN(TestStrangeAnswers)
#include "tst_strangeanswers.moc"
