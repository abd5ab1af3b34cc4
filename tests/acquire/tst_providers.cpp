// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/address.h"
#include "core/acquire/pace.h"
#include "core/acquire/plaintext.h"
#include "core/acquire/providers/commons.h"
#include "core/acquire/providers/openverse.h"
#include "core/acquire/urllist.h"
#include "tests/acquire/providersamples.h"

#include <QHostAddress>
#include <QTest>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

const QUrl thumbnail(u"https://upload.example/thumb/500px-A.jpg"_s);

} // namespace

class TestProviders : public QObject
{
    Q_OBJECT

    const CommonsProvider m_commons;
    const OpenverseProvider m_openverse;

private Q_SLOTS:
    void initTestCase()
    {
        qunsetenv("CAIRN_COMMONS_URL");
        qunsetenv("CAIRN_OPENVERSE_URL");
        qunsetenv("CAIRN_INATURALIST_URL");
    }

    void commonsIsAskedAsItsManualSays()
    {
        const QUrl url = m_commons.request({u"big & old towers+"_s}, {});
        QCOMPARE(url.host(), u"commons.wikimedia.org"_s);
        QCOMPARE(url.path(), u"/w/api.php"_s);
        const QByteArray encoded = url.toEncoded();
        QVERIFY2(encoded.contains("gsrsearch=filetype%3Abitmap%20big%20%26%20old%20towers%2B&"),
                 encoded.constData());
        const QUrlQuery query(url);
        QCOMPARE(query.queryItemValue(u"generator"_s), u"search"_s);
        QCOMPARE(query.queryItemValue(u"gsrnamespace"_s), u"6"_s);
        QCOMPARE(query.queryItemValue(u"gsrlimit"_s), u"50"_s);
        QCOMPARE(query.queryItemValue(u"iiurlwidth"_s), u"500"_s);
        QCOMPARE(query.queryItemValue(u"maxlag"_s), u"5"_s);
        QCOMPARE(query.queryItemValue(u"formatversion"_s), u"2"_s);
    }

    void commonsCategoriesAndDepicts()
    {
        const QUrlQuery category(m_commons.request({u"category:Main Building, UT"_s}, {}));
        QCOMPARE(category.queryItemValue(u"generator"_s), u"search"_s);
        QCOMPARE(category.queryItemValue(u"gsrsearch"_s, QUrl::FullyDecoded),
                 u"filetype:bitmap deepcat:\"Main Building, UT\""_s);
        QCOMPARE(category.queryItemValue(u"acfrom"_s, QUrl::FullyDecoded), u"Main Building, UT"_s);
        ImageSearch own{u"Category:Main Building, UT"_s};
        own.depth = 0;
        QCOMPARE(QUrlQuery(m_commons.request(own, {})).queryItemValue(u"gsrsearch"_s, QUrl::FullyDecoded),
                 u"filetype:bitmap incategory:\"Main Building, UT\""_s);
        const QUrlQuery depicts(m_commons.request({u"depicts:q10285"_s}, {}));
        QCOMPARE(depicts.queryItemValue(u"gsrsearch"_s, QUrl::FullyDecoded),
                 u"filetype:bitmap haswbstatement:P180=Q10285"_s);
        QVERIFY(m_commons.refusal({u"depicts:Q10285"_s}).isEmpty());
        QVERIFY(!m_commons.refusal({u"depicts:tower"_s}).isEmpty());
        QVERIFY(!m_commons.refusal({u"Category: "_s}).isEmpty());
        QVERIFY(!m_commons.refusal({u" "_s}).isEmpty());
        QVERIFY(!m_openverse.refusal({u"Category:Tower"_s}).isEmpty());
    }

    void allKeysOfContinueGoIntoTheNextRequest()
    {
        const QJsonObject next{
            {u"gsroffset"_s, 50}, {u"iistart"_s, u"2020|x"_s}, {u"continue"_s, u"gsroffset||"_s}};
        const SearchAnswer answer
            = m_commons.read({u"x"_s}, {}, ok(commonsAnswer({commonsFile(u"A.jpg"_s, thumbnail)}, next)));
        QVERIFY(!answer.error);
        const QUrlQuery query(m_commons.request({u"x"_s}, answer.page.next));
        QCOMPARE(query.queryItemValue(u"gsroffset"_s), u"50"_s);
        QCOMPARE(query.queryItemValue(u"iistart"_s, QUrl::FullyDecoded), u"2020|x"_s);
        QCOMPARE(query.queryItemValue(u"continue"_s, QUrl::FullyDecoded), u"gsroffset||"_s);
        QVERIFY(m_commons.read({u"x"_s}, {}, ok(commonsAnswer({}))).page.next.isEmpty());
    }

    void commonsImages()
    {
        QJsonObject noInfo = commonsFile(u"B.jpg"_s, thumbnail);
        noInfo.remove(u"imageinfo"_s);
        QJsonObject svg = commonsFile(u"C.svg"_s, thumbnail);
        QJsonObject svgInfo = svg[u"imageinfo"_s].toArray().first().toObject();
        svgInfo[u"mime"_s] = u"image/svg+xml"_s;
        svg[u"imageinfo"_s] = QJsonArray{svgInfo};
        const SearchAnswer answer = m_commons.read(
            {u"x"_s}, {}, ok(commonsAnswer({commonsFile(u"A.jpg"_s, thumbnail), noInfo, svg})));
        QVERIFY(!answer.error);
        QCOMPARE(answer.page.images.size(), 1u);
        QCOMPARE(answer.page.leftOut, 1);
        const Provenance &image = answer.page.images.front().from;
        QCOMPARE(image.sourceUrl, thumbnail.toString());
        QCOMPARE(image.title, u"A.jpg"_s);
        QCOMPARE(image.author, u"Nora & Ned"_s);
        QCOMPARE(image.license, u"CC-BY-SA-4.0"_s);
        QCOMPARE(image.licenseUrl, u"https://creativecommons.org/licenses/by-sa/4.0"_s);
        QCOMPARE(image.pageUrl, u"https://commons.example/wiki/File:A.jpg"_s);
    }

    void noOriginalOfFortyMegapixels()
    {
        QJsonObject file = commonsFile(u"A.jpg"_s, {});
        QCOMPARE(m_commons.read({u"x"_s}, {}, ok(commonsAnswer({file}))).page.images.size(), 0u);
        QJsonObject info = file[u"imageinfo"_s].toArray().first().toObject();
        info[u"thumburl"_s] = info[u"url"_s]; // what the API says where it has no thumbnail
        file[u"imageinfo"_s] = QJsonArray{info};
        QCOMPARE(m_commons.read({u"x"_s}, {}, ok(commonsAnswer({file}))).page.images.size(), 0u);
        info[u"width"_s] = 400;
        info[u"height"_s] = 300;
        file[u"imageinfo"_s] = QJsonArray{info};
        const auto small = m_commons.read({u"x"_s}, {}, ok(commonsAnswer({file}))).page.images;
        QCOMPARE(small.size(), 1u);
        QCOMPARE(small.front().from.sourceUrl, u"https://upload.example/original/A.jpg"_s);
    }

    void formatVersionOneIsUnderstood()
    {
        const QJsonObject root{
            {u"query"_s,
             QJsonObject{{u"pages"_s, QJsonObject{{u"17"_s, commonsFile(u"A.jpg"_s, thumbnail)}}}}}};
        const auto answer = m_commons.read({u"x"_s}, {}, ok(QJsonDocument(root).toJson()));
        QCOMPARE(answer.page.images.size(), 1u);
    }

    void lagIsToldWithStatus200()
    {
        TransferResult lag = ok(commonsError("maxlag", "Waiting for 10.64.1.2: 7 seconds lagged"));
        SearchAnswer answer = m_commons.read({u"x"_s}, {}, lag);
        QVERIFY(answer.error);
        QVERIFY(answer.transient);
        QVERIFY(answer.retryAfter >= std::chrono::seconds(5));
        lag.retryAfter = std::chrono::seconds(9);
        QCOMPARE(m_commons.read({u"x"_s}, {}, lag).retryAfter->count(), 9000);
        answer = m_commons.read({u"x"_s}, {}, ok(commonsError("badvalue", "Unrecognized value")));
        QVERIFY(answer.error);
        QVERIFY(!answer.transient);
        QVERIFY(answer.error->message.contains(u"Unrecognized value"_s));
    }

    void answersThatAreNone()
    {
        for (const QByteArray &body :
             {QByteArray(), QByteArray("<html>"), QByteArray("[1,2]"), QByteArray("{\"query\"")}) {
            QVERIFY(m_commons.read({u"x"_s}, {}, ok(body)).error);
            QVERIFY(m_openverse.read({u"x"_s}, {}, ok(body)).error);
        }
        QVERIFY(m_commons.read({u"x"_s}, {}, refused(503)).transient);
        QVERIFY(!m_commons.read({u"x"_s}, {}, refused(403)).transient);
    }

    void openverse()
    {
        const QUrl url = m_openverse.request({u"iron tower"_s, LicenseFilter::Modification}, u"3"_s);
        QCOMPARE(QString::fromLatin1(url.toEncoded()),
                 u"https://api.openverse.org/v1/images/?q=iron%20tower&page=3&page_size=20&filter_dead=true&"
                 "mature=false&license_type=commercial,modification"_s);
        const QString thumb = u"https://api.openverse.org/v1/images/5f2a/thumb/"_s;
        TransferResult result
            = ok(openverseAnswer({openverseResult(u"https://a.example/small.jpg"_s, 1024, 768, thumb),
                                  openverseResult(u"https://a.example/large.jpg"_s, 8000, 5000, thumb),
                                  openverseResult(u"https://a.example/none.jpg"_s, 8000, 5000)},
                                 3, 12));
        result.headers
            = {{"x-ratelimit-limit-anon_burst", "20/min"}, {"x-ratelimit-available-anon_burst", "17"}};
        const SearchAnswer answer = m_openverse.read({u"x"_s}, {}, result);
        QVERIFY(!answer.error);
        QCOMPARE(answer.page.images.size(), 2u);
        QCOMPARE(answer.page.leftOut, 1);
        QCOMPARE(answer.page.images[0].from.sourceUrl, u"https://a.example/small.jpg"_s);
        QCOMPARE(answer.page.images[0].from.license, u"CC BY 2.0"_s);
        QCOMPARE(answer.page.images[1].from.sourceUrl, thumb);
        QCOMPARE(answer.page.next, u"4"_s);
        QCOMPARE(answer.page.quota->left, 17);
        QCOMPARE(answer.page.quota->limit, 20);
        // 240 results a search, whatever the count of pages says
        QVERIFY(m_openverse
                    .read({u"x"_s}, {}, ok(openverseAnswer({openverseResult(u"https://a/"_s, 1, 1)}, 12, 40)))
                    .page.next.isEmpty());
    }

    void openverseSaysWhatIsWrong()
    {
        const auto bad = m_openverse.read(
            {u"x"_s}, {}, refused(400, R"({"error":"InputError","detail":"q is too long","fields":["q"]})"));
        QVERIFY(bad.error);
        QCOMPARE(bad.error->code, ErrorCode::InvalidInput);
        QVERIFY(bad.error->message.contains(u"q is too long"_s));
        const auto much
            = m_openverse.read({u"x"_s}, {}, refused(429, R"({"detail":"Request was throttled."})"));
        QVERIFY(much.transient);
        QVERIFY(much.error->message.contains(u"200 per day"_s));
    }

    void licenses_data()
    {
        QTest::addColumn<QString>("license");
        QTest::addColumn<int>("passes"); // of Commercial, Modification, PublicDomain: bits 1, 2, 4
        QTest::newRow("by-sa") << u"cc-by-sa-4.0"_s << 3;
        QTest::newRow("short name") << u"CC BY-SA 3.0"_s << 3;
        QTest::newRow("openverse by") << u"by"_s << 3;
        QTest::newRow("nc") << u"by-nc"_s << 0;
        QTest::newRow("nc-sa") << u"cc-by-nc-sa-2.0"_s << 0;
        QTest::newRow("nd") << u"CC BY-ND 2.0"_s << 1;
        QTest::newRow("cc0") << u"CC0"_s << 7;
        QTest::newRow("pd-old") << u"pd-old-70"_s << 7;
        QTest::newRow("no restrictions") << u"No restrictions"_s << 0;
        QTest::newRow("sa 1.0") << u"cc-sa-1.0"_s << 3;
        QTest::newRow("sampling") << u"sampling+"_s << 0;
        QTest::newRow("pdm") << u"pdm"_s << 7;
        QTest::newRow("Public domain") << u"Public domain"_s << 7;
        QTest::newRow("none") << QString() << 0;
        QTest::newRow("unknown") << u"all rights reserved"_s << 0;
    }
    void licenses()
    {
        QFETCH(QString, license);
        QFETCH(int, passes);
        QVERIFY(licensePasses(license, LicenseFilter::Any));
        QCOMPARE(licensePasses(license, LicenseFilter::Commercial), (passes & 1) != 0);
        QCOMPARE(licensePasses(license, LicenseFilter::Modification), (passes & 2) != 0);
        QCOMPARE(licensePasses(license, LicenseFilter::PublicDomain), (passes & 4) != 0);
    }

    void htmlIsTakenOut()
    {
        QCOMPARE(plainText(u"<a href=\"x\">N</a><br/>&quot;M&quot; &#233; &#x2014; &bogus; 3 < 4"_s, 100),
                 u"N \"M\" é — &bogus; 3 < 4"_s);
        QCOMPARE(plainText(u"a<style>b{}</style><!-- c --><SCRIPT>d</SCRIPT >e<script>f"_s, 100), u"ae"_s);
        QCOMPARE(plainText(u"&#0;&#xD800;x"_s, 100), u"x"_s);
        QCOMPARE(plainText(QString(50, u'x'), 10).size(), 10);
    }

    void privateAddresses()
    {
        for (const char *text :
             {"127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
              "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1",
              "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1"})
            QVERIFY2(isPrivateAddress(QHostAddress(QString::fromLatin1(text))), text);
        for (const char *text :
             {"8.8.8.8", "172.32.0.1", "192.169.0.1", "2001:4860:4860::8888", "::ffff:8.8.8.8"})
            QVERIFY2(!isPrivateAddress(QHostAddress(QString::fromLatin1(text))), text);
    }

    void addressesThatAreNotFetched()
    {
        const QUrl local(u"http://127.0.0.1:8080/a.jpg"_s);
        QVERIFY(!refusalOf(local, {}).isEmpty());
        QVERIFY(refusalOf(local, {u"127.0.0.1:8080"_s}).isEmpty());
        QVERIFY(!refusalOf(local, {u"127.0.0.1:8081"_s}).isEmpty());
        QVERIFY(refusalOf(QUrl(u"https://example.org/a.jpg"_s), {}).isEmpty());
        for (const QString &text :
             {u"http://example.org/a.jpg"_s, u"ftp://example.org/a"_s, u"file:///etc/passwd"_s,
              u"https:///x"_s, u""_s, u"https://10.0.0.1/x"_s, u"https://[::1]/x"_s, u"https://0x7f.1/"_s})
            QVERIFY2(!refusalOf(QUrl(text), {}).isEmpty(), qPrintable(text));
        QVERIFY(!trustedAuthorities(u"commons"_s, local).contains(u"127.0.0.1:8080"_s));
        QVERIFY(!trustedAuthorities(listProvider, local).contains(u"127.0.0.1:8080"_s));
        QVERIFY(trustedAuthorities(typedProvider, local).contains(u"127.0.0.1:8080"_s));
    }

    void widths()
    {
        QCOMPARE(standardWidth(224), 250);
        QCOMPARE(standardWidth(500), 500);
        QCOMPARE(standardWidth(501), 960);
        QCOMPARE(standardWidth(100000), 1920);
    }

    void paceOfAHost()
    {
        ServicePace pace;
        const QString host = u"api.openverse.org"_s;
        QCOMPARE(pace.nextStart(host), 0);
        pace.started(host, 1000);
        QCOMPARE(pace.nextStart(host), 1420);
        pace.started(host, 1420);
        QCOMPARE(pace.nextStart(host), -1);
        QCOMPARE(pace.nextStart(u"other"_s), 0);
        pace.finished(host, 1000, 2000);
        QCOMPARE(pace.nextStart(host), 1840);
        pace.pauseUntil(host, 9000);
        QCOMPARE(pace.nextStart(host), 9000);
    }

    void retries()
    {
        const RetryRule rule;
        QCOMPARE(retryDelay(rule, 1, -1, 1), 2000);
        QCOMPARE(retryDelay(rule, 1, -1, 0), 1000);
        QCOMPARE(retryDelay(rule, 3, -1, 1), 8000);
        QCOMPARE(retryDelay(rule, 30, -1, 1), 120'000);
        QCOMPARE(retryDelay(rule, 1, 60'000, 1), 60'000);
        QCOMPARE(parseRetryAfter("7")->count(), 7000);
        QVERIFY(!parseRetryAfter("-7"));
        QVERIFY(!parseRetryAfter("soon"));
        QCOMPARE(parseRetryAfter("Wed, 21 Oct 2015 07:28:00 GMT")->count(), 0);
        QVERIFY(parseRetryAfter("Wed, 21 Oct 2099 07:28:00 GMT")->count() > 1'000'000);
    }

    void plainList()
    {
        const auto list = parseUrlList(
            "# mine\nhttps://a.example/1,2.jpg\r\n\nhttp://a.example/x\nhttps://a.example/1,2.jpg\n",
            u"list.txt"_s);
        QVERIFY(list);
        QCOMPARE(list->images.size(), 1u);
        QCOMPARE(list->images.front().from.sourceUrl, u"https://a.example/1,2.jpg"_s);
        QCOMPARE(list->images.front().from.query, u"list.txt"_s);
        QCOMPARE(list->problems.size(), 1);
        QVERIFY(list->problems.front().startsWith(u"Line 4: http://a.example/x: only https addresses"_s));
    }

    void tableOfAddresses()
    {
        const auto list = parseUrlList("\xEF\xBB\xBFLabel;URL;License;Author;page_url\n"
                                       "arena;https://a.example/1.jpg;CC0;\"Ann; B\";https://a.example/1\n"
                                       "a/b;https://a.example/2.jpg;;;\n"
                                       ";https://a.example/3.jpg;;;\n",
                                       u"l.csv"_s);
        QVERIFY(list);
        QCOMPARE(list->images.size(), 2u);
        QCOMPARE(list->labels(), QStringList{u"arena"_s});
        QCOMPARE(list->images[0].from.license, u"CC0"_s);
        QCOMPARE(list->images[0].from.author, u"Ann; B"_s);
        QCOMPARE(list->images[0].from.pageUrl, u"https://a.example/1"_s);
        QCOMPARE(list->problems.size(), 1); // a class name has no slash
    }

    void aListInAFileDoesNotPointInside()
    {
        const QByteArray text
            = "http://127.0.0.1:8080/a.jpg\nhttps://192.168.1.1/b.jpg\nhttps://a.example/c.jpg\n";
        QCOMPARE(parseUrlList(text, u"l"_s)->images.size(), 1u);
        QCOMPARE(parseUrlList(text, u"l"_s)->problems.size(), 2);
        const auto typed = parseUrlList(text, u"l"_s, ListOrigin::Typed);
        QCOMPARE(typed->images.size(), 3u);
        QCOMPARE(typed->images.front().from.provider, typedProvider);
        qputenv("CAIRN_TRUSTED_HOSTS", "127.0.0.1:8080");
        QCOMPARE(parseUrlList(text, u"l"_s)->images.size(), 2u);
        qunsetenv("CAIRN_TRUSTED_HOSTS");
    }

    void listsThatAreNone()
    {
        QCOMPARE(parseUrlList("", u"x"_s).error().code, ErrorCode::InvalidInput);
        QCOMPARE(parseUrlList("\x89PNG\r\n\x1a\n", u"x"_s).error().code, ErrorCode::InvalidInput);
        QCOMPARE(readUrlList(u"no/such/list"_s).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestProviders)
#include "tst_providers.moc"
