// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of the services as they were recorded in autumn 2026 (../shared/reference/providers), through the
// program's own parsers; and what goes with them.

#include "core/acquire/pace.h"
#include "core/acquire/plaintext.h"
#include "core/acquire/providers/commons.h"
#include "core/acquire/providers/inaturalist.h"
#include "core/acquire/providers/openverse.h"
#include "core/acquire/providers/requestgate.h"
#include "core/acquire/providers/searchlist.h"
#include "core/project/repositories/credits.h"
#include "tests/acquire/providersamples.h"
#include "tests/support/shareddata.h"

#include <QFile>
#include <QTest>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

const QUrl thumbnail(u"https://thumb.wikimedia.org/thumb/500px-A.jpg?utm_content=thumbnail"_s);

} // namespace

#define RECORDED(variable, name)                                                                             \
    const QByteArray variable = recorded(name);                                                              \
    if (variable.isEmpty())                                                                                  \
    QSKIP("the recorded answers are not here")

class TestRecordings : public QObject
{
    Q_OBJECT

    const CommonsProvider m_commons;
    const OpenverseProvider m_openverse;
    const INaturalistProvider m_iNaturalist;

    /// A recorded answer, as it came.
    static QByteArray recorded(const char *name)
    {
        QFile file(sharedData(u"reference/providers"_s) + u'/' + QString::fromLatin1(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static QStringList titles(const SearchPage &page)
    {
        QStringList names;
        for (const FoundImage &image : page.images)
            names << image.from.title;
        return names;
    }
    const Provenance &imageNamed(const SearchPage &page, const QString &title) const
    {
        static const Provenance none;
        for (const FoundImage &image : page.images) {
            if (image.from.title == title)
                return image.from;
        }
        return none;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"CAIRN_COMMONS_URL", "CAIRN_OPENVERSE_URL", "CAIRN_INATURALIST_URL"})
            qunsetenv(name);
    }

    void commonsComesInRankOrder()
    {
        RECORDED(body, "commons_search_2026.json");
        const SearchAnswer answer = m_commons.read({u"hospital"_s}, {}, ok(body));
        QVERIFY(!answer.error);
        QCOMPARE(titles(answer.page),
                 QStringList({u"Doctors Hospital from the Southwest 1.jpg"_s, u"Hospital room ubt.jpeg"_s,
                              u"Hospital-de-Bellvitge.jpg"_s,
                              u"Moore Regional Hospital facility in Pinehurst.jpg"_s}));
        for (const FoundImage &image : answer.page.images) {
            QVERIFY2(!image.from.sourceUrl.contains(u"utm_"_s), qPrintable(image.from.sourceUrl));
            QVERIFY(image.from.sourceUrl.startsWith(u"https://thumb.wikimedia.org/"_s));
        }
        // The recorded answer names no address of the license: its code says it.
        QCOMPARE(answer.page.images.front().from.licenseUrl,
                 u"https://creativecommons.org/licenses/by-sa/4.0/"_s);
        QCOMPARE(answer.page.images.front().from.usageTerms,
                 u"Creative Commons Attribution-Share Alike 4.0"_s);
    }

    void filesWithoutARankKeepTheirOrderBehind()
    {
        const auto ranked = [&](const QString &name, int index) {
            QJsonObject file = commonsFile(name, thumbnail);
            if (index > 0)
                file[u"index"_s] = index;
            return file;
        };
        const auto answer = m_commons.read({u"x"_s}, {},
                                           ok(commonsAnswer({ranked(u"n1"_s, 0), ranked(u"c"_s, 3),
                                                             ranked(u"n2"_s, 0), ranked(u"a"_s, 1)})));
        QCOMPARE(titles(answer.page), QStringList({u"a"_s, u"c"_s, u"n1"_s, u"n2"_s}));
    }

    void noTallOriginal()
    {
        RECORDED(body, "commons_unscaled.json");
        const SearchAnswer answer = m_commons.read({u"x"_s}, {}, ok(body));
        QCOMPARE(titles(answer.page), QStringList{u"Chart.png"_s}); // the scroll has 480 × 30,000 pixels
        QCOMPARE(answer.page.leftOut, 1);
        QCOMPARE(answer.page.images.front().from.sourceUrl,
                 u"https://upload.wikimedia.org/wikipedia/commons/d/df/Chart.png"_s);
    }

    void onlyImagesOfCommons()
    {
        RECORDED(body, "commons_kinds.json");
        const SearchAnswer answer = m_commons.read({u"x"_s}, {}, ok(body));
        QVERIFY(titles(answer.page).contains(u"Amsterdam construction.tif"_s));
        for (const char *other : {"Report.pdf", "Map.svg", "City.webm"})
            QVERIFY2(!titles(answer.page).contains(QString::fromLatin1(other)), other);
    }

    void commonsCredit()
    {
        RECORDED(body, "commons_extmetadata.json");
        const SearchPage page = m_commons.read({u"x"_s}, {}, ok(body)).page;
        const Provenance &lone = imageNamed(page, u"LoneTree.jpg"_s);
        QCOMPARE(lone.attribution, u"Photo by UserP"_s);
        QCOMPARE(creditedTo(lone), u"Photo by UserP"_s);
        QCOMPARE(lone.credit, u"Own work"_s);
        QCOMPARE(lone.licenseUrl, u"https://creativecommons.org/licenses/by-sa/4.0/"_s);
        QCOMPARE(imageNamed(page, u"Unknown.jpg"_s).author, u"Unknown author"_s);
        QCOMPARE(imageNamed(page, u"Unknown.jpg"_s).licenseUrl,
                 QString()); // of the public domain there is none
        QCOMPARE(imageNamed(page, u"Painting.jpg"_s).author, u"Painter X"_s);
        const Provenance &derived = imageNamed(page, u"Derivative.jpg"_s);
        QCOMPARE(derived.author, u"Portrait.jpg: Author M from berlin, germany derivative work: UserB"_s);
        QCOMPARE(derived.restrictions, u"personality"_s);
        Provenance both = derived;
        both.restrictions = u"trademarked|personality"_s;
        QCOMPARE(restrictionsOf(both), u"trademarked, personality"_s);
        const Provenance &nobody = imageNamed(page, u"No artist.jpg"_s);
        QCOMPARE(nobody.author, QString());
        QCOMPARE(nobody.uploader, u"Flickr upload bot"_s);
        QCOMPARE(creditedTo(nobody), u"uploaded by Flickr upload bot, author unknown"_s);
        QCOMPARE(imageNamed(page, u"Ported.jpg"_s).licenseUrl,
                 u"https://creativecommons.org/licenses/by-sa/3.0/de/deed.en"_s);
        QCOMPARE(page.images.size(), 11u);
        const auto kept = [&](LicenseFilter filter) {
            return titles(m_commons.read({u"x"_s, filter}, {}, ok(body)).page);
        };
        QVERIFY(!kept(LicenseFilter::PublicDomain).contains(u"Norestr.jpg"_s));
        QVERIFY(!kept(LicenseFilter::Commercial).contains(u"Norestr.jpg"_s));
        QVERIFY(kept(LicenseFilter::PublicDomain).contains(u"Zero.jpg"_s));
        QVERIFY(kept(LicenseFilter::Modification).contains(u"Sa.jpg"_s));
        QVERIFY(kept(LicenseFilter::Modification).contains(u"Free use.jpg"_s));
        const QUrlQuery asked(m_commons.request({u"x"_s}, {}));
        QVERIFY(asked.queryItemValue(u"iiextmetadatafilter"_s, QUrl::FullyDecoded)
                    .split(u'|')
                    .contains(u"Attribution"_s));
    }

    void licenseAddresses()
    {
        QCOMPARE(licenseAddress(u"cc-by-sa-4.0"_s), u"https://creativecommons.org/licenses/by-sa/4.0/"_s);
        QCOMPARE(licenseAddress(u"cc-by-sa-3.0-de"_s),
                 u"https://creativecommons.org/licenses/by-sa/3.0/de/"_s);
        QCOMPARE(licenseAddress(u"cc0"_s), u"https://creativecommons.org/publicdomain/zero/1.0/"_s);
        for (const char *none : {"pd", "pd-old-70", "gfdl", "cc-by-sa-all", "", "cc-by-9.9"})
            QCOMPARE(licenseAddress(QString::fromLatin1(none)), QString());
    }

    void commonsIsBusyOrRefuses()
    {
        RECORDED(busy, "commons_too_busy.json");
        const SearchAnswer answer = m_commons.read({u"x"_s}, {}, ok(busy));
        QVERIFY(answer.error);
        QVERIFY(answer.transient);
        QVERIFY(m_commons.read({u"x"_s}, {}, ok(recorded("commons_maxlag.json"))).transient);
        const SearchAnswer tooLong = m_commons.read({u"x"_s}, {}, ok(recorded("commons_too_long.json")));
        QVERIFY(!tooLong.transient);
        QCOMPARE(tooLong.error->code, ErrorCode::InvalidInput);
    }

    void aSearchIsNoLongerThanAllowed()
    {
        QVERIFY(m_commons.refusal({QString(284, u'a')}).isEmpty());
        QVERIFY(m_commons.refusal({QString(285, u'a')}).contains(u"1 character too long"_s));
        QVERIFY(!m_commons.refusal({QString(300, u'a')}).isEmpty());
        QVERIFY(!m_commons.refusal({u"Category:"_s + QString(280, u'a')}).isEmpty());
        QVERIFY(m_commons.refusal({QString::fromUcs4(std::u32string(284, U'\U0001F600').c_str())}).isEmpty());
    }

    void unknownCategories()
    {
        const QByteArray none = recorded("commons_none.json");
        const ImageSearch search{u"Category:No such thing"_s};
        if (!none.isEmpty()) {
            const SearchAnswer answer = m_commons.read(search, {}, ok(none));
            QVERIFY(answer.error);
            QCOMPARE(answer.error->code, ErrorCode::NotFound);
            QVERIFY(answer.error->message.contains(u"has no category “No such thing”"_s));
            QVERIFY(!m_commons.read({u"no such thing"_s}, {}, ok(none)).error); // words that find nothing
        }
        const auto empty = [&](const char *known) {
            return m_commons.read(search, {},
                                  ok(QByteArray(R"({"query":{"allcategories":[)") + known + "]}}"));
        };
        QCOMPARE(empty("").error->code, ErrorCode::NotFound);
        // It is there: then the categories in it are asked for.
        const SearchAnswer shallow = empty(R"({"category":"No such thing","files":7})");
        QVERIFY(!shallow.error);
        const QUrlQuery walking(m_commons.request(search, shallow.page.next));
        QCOMPARE(walking.queryItemValue(u"srsearch"_s, QUrl::FullyDecoded),
                 u"incategory:\"No such thing\""_s);
        QCOMPARE(walking.queryItemValue(u"srnamespace"_s), u"14"_s);
        QVERIFY(!walking.hasQueryItem(u"walk"_s));
        QVERIFY(empty(R"({"category":"No such thing","files":0})").page.next.isEmpty());
    }

    void theEndOfCommonsSearchIsSaid()
    {
        const auto at = [&](int offset, int next) {
            const QString cursor = u"{\"gsroffset\":%1}"_s.arg(offset);
            return m_commons
                .read({u"x"_s}, cursor,
                      ok(commonsAnswer({commonsFile(u"A.jpg"_s, thumbnail)}, {{u"gsroffset"_s, next}})))
                .page;
        };
        QVERIFY(!at(9850, 9900).next.isEmpty());
        QVERIFY(at(9850, 9900).limit.isEmpty());
        QVERIFY(at(9950, 10'000).next.isEmpty());
        QVERIFY(at(9950, 10'000).limit.contains(u"10,000"_s));
    }

    void openverseAsItIsToday()
    {
        RECORDED(body, "openverse_search_2026.json");
        const SearchAnswer answer = m_openverse.read({u"clinic"_s}, {}, ok(body));
        QVERIFY(!answer.error);
        const auto thumb = [](const char *id) {
            return u"https://api.openverse.org/v1/images/%1/thumb/"_s.arg(QString::fromLatin1(id));
        };
        const auto &images = answer.page.images;
        QCOMPARE(images.size(), 6u); // the SVG is left out
        QCOMPARE(answer.page.leftOut, 1);
        QCOMPARE(images[0].from.sourceUrl, thumb("992bfa1d-4e70-4bd2-9937-473fef5ffa49"));
        QVERIFY(images[0].secondUrl.startsWith(u"https://upload.wikimedia.org/"_s));
        QCOMPARE(images[2].from.sourceUrl,
                 u"https://live.staticflickr.com/4070/4325230234_f0919ae3d2_b.jpg"_s);
        QCOMPARE(images[2].secondUrl, thumb("d199fcb5-c343-42bf-82a1-3b4b6f82c653"));
        QCOMPARE(images[3].from.sourceUrl, thumb("00000000-0000-4000-8000-000000000001")); // raw spaces, http
        QCOMPARE(images[3].secondUrl, QString());
        QCOMPARE(images[3].from.license, u"Public Domain Mark"_s);
        QCOMPARE(images[4].from.sourceUrl, thumb("00000000-0000-4000-8000-000000000002")); // no size
        QCOMPARE(answer.page.next, u"2"_s);
        QVERIFY(answer.page.limit.isEmpty());
        QByteArray last = body;
        last.replace("\"page\": 1,", "\"page\": 12,");
        const SearchPage end = m_openverse.read({u"clinic"_s}, u"12"_s, ok(last)).page;
        QVERIFY(end.next.isEmpty());
        QVERIFY2(end.limit.contains(u"240"_s), qPrintable(end.limit));
    }

    void openverseRefusesInItsWords()
    {
        RECORDED(dictionary, "openverse_400_dict.json");
        const SearchAnswer blank = m_openverse.read({u"x"_s}, {}, refused(400, dictionary));
        QVERIFY2(blank.error->message.contains(u"q: This field may not be blank."_s),
                 qPrintable(blank.error->message));
        QVERIFY(m_openverse.read({u"x"_s}, {}, refused(400, recorded("openverse_400.json")))
                    .error->message.contains(u"PDMNBCG"_s));
        QVERIFY(m_openverse.read({u"x"_s}, {}, refused(401, recorded("openverse_401_page_size.json")))
                    .error->message.contains(u"page_size"_s));
        const SearchAnswer throttled
            = m_openverse.read({u"x"_s}, {}, refused(429, recorded("openverse_429.json")));
        QCOMPARE(throttled.retryAfter, std::chrono::seconds(86029));
        QVERIFY(throttled.transient);
    }

    void timesOfDay()
    {
        QLocale::setDefault(QLocale::c());
        const QDateTime now(QDate(2026, 11, 28), QTime(14, 0));
        QCOMPARE(timeOfDay(now.addSecs(180), now), u"14:03:00"_s);
        QCOMPARE(timeOfDay(now.addSecs(86029), now), u"tomorrow at 13:53:49"_s);
        QVERIFY(timeOfDay(now.addDays(3), now).contains(u" at 14:00"_s));
        QLocale::setDefault(QLocale::system());
    }

    void iNaturalist()
    {
        const QUrlQuery asked(m_iNaturalist.request({u"Pinus strobus"_s}, {}));
        QCOMPARE(asked.queryItemValue(u"taxon_name"_s, QUrl::FullyDecoded), u"Pinus strobus"_s);
        QCOMPARE(asked.queryItemValue(u"quality_grade"_s), u"research"_s);
        QCOMPARE(asked.queryItemValue(u"photo_license"_s), u"cc0,cc-by,cc-by-sa"_s);
        QVERIFY(!asked.hasQueryItem(u"id_below"_s));
        QCOMPARE(QUrlQuery(m_iNaturalist.request({u"taxon:47219"_s}, u"100000001"_s))
                     .queryItemValue(u"id_below"_s),
                 u"100000001"_s);
        QCOMPARE(QUrlQuery(m_iNaturalist.request({u"taxon:47219"_s}, {})).queryItemValue(u"taxon_id"_s),
                 u"47219"_s);
        QVERIFY(!m_iNaturalist.refusal({u"taxon:oak"_s}).isEmpty());
        QVERIFY(!m_iNaturalist.refusal({u"Category:Oaks"_s}).isEmpty());
        RECORDED(body, "inaturalist_observations_shape.json");
        const SearchAnswer answer = m_iNaturalist.read({u"Pinus strobus"_s}, {}, ok(body));
        QVERIFY(!answer.error);
        QCOMPARE(answer.page.images.size(), 1u);
        const Provenance &from = answer.page.images.front().from;
        QCOMPARE(from.sourceUrl,
                 u"https://inaturalist-open-data.s3.amazonaws.com/photos/200000001/medium.jpg"_s);
        QCOMPARE(from.title, u"Pinus strobus (Eastern White Pine)"_s);
        QCOMPARE(from.author, u"User A"_s);
        QCOMPARE(from.attribution, u"(c) User A, some rights reserved (CC BY)"_s);
        QCOMPARE(from.license, u"CC BY 4.0"_s);
        QCOMPARE(from.licenseUrl, u"https://creativecommons.org/licenses/by/4.0/"_s);
        QCOMPARE(from.pageUrl, u"https://www.inaturalist.org/observations/100000001"_s);
        QCOMPARE(answer.page.next, u"100000001"_s);
        QByteArray other = body; // the photograph's license counts, not the observation's
        other.replace(other.lastIndexOf("cc-by"), 5, "cc-by-nc");
        QCOMPARE(m_iNaturalist.read({u"x"_s}, {}, ok(other)).page.images.size(), 0u);
        QCOMPARE(m_iNaturalist.read({u"x"_s, LicenseFilter::Any}, {}, ok(other)).page.images.size(), 1u);
        QByteArray flagged = body;
        flagged.replace("\"flags\": []", "\"flags\": [{\"flag\": \"copyright infringement\"}]");
        QCOMPARE(m_iNaturalist.read({u"x"_s}, {}, ok(flagged)).page.images.size(), 0u);
        QByteArray last = body;
        last.replace("12345", "1");
        QVERIFY(m_iNaturalist.read({u"x"_s}, {}, ok(last)).page.next.isEmpty());
        QVERIFY(m_iNaturalist.read({u"x"_s}, {}, refused(429)).transient);
        QVERIFY(m_iNaturalist.read({u"x"_s}, {}, ok("<html>")).error);
    }

    void servicesShareOnePace()
    {
        QCOMPARE(serviceOf(u"upload.wikimedia.org"_s), serviceOf(u"Thumb.wikimedia.org"_s));
        QVERIFY(serviceOf(u"notwikimedia.org"_s) != serviceOf(u"upload.wikimedia.org"_s));
        QCOMPARE(serviceOf(u"inaturalist-open-data.s3.amazonaws.com"_s),
                 serviceOf(u"static.inaturalist.org"_s));
        const QString media = u"wikimedia.org"_s;
        ServicePace pace;
        pace.started(media, 0);
        pace.started(media, 100);
        QCOMPARE(pace.nextStart(media), -1);
        pace.finished(media, 25'000'000 / 8 * 5, 1000); // five seconds' worth at 25 Mbit/s
        QCOMPARE(pace.nextStart(media), 5000);
        pace.finished(media, 0, 1000);
        pace.pauseUntil(serviceOf(u"thumb.wikimedia.org"_s), 60'000);
        QCOMPARE(pace.nextStart(serviceOf(u"upload.wikimedia.org"_s)), 60'000);
        const QString nature = serviceOf(u"static.inaturalist.org"_s);
        pace.started(nature, 0);
        pace.finished(nature, 5'000'000'000 / 3600 * 60, 1000); // a minute's worth at 5 GB an hour
        QCOMPARE(pace.nextStart(nature), 60'000);
    }

    void listsOfSearches()
    {
        QVERIFY(isSearchList("class,query,count\n"));
        QVERIFY(!isSearchList("url,label\nhttps://a.example/1.jpg,x\n"));
        QVERIFY(!isSearchList("https://a.example/query.jpg\n"));
        const auto list = parseSearchList("class,query,count,provider,license\n"
                                          "arena,Category:Colosseum,50,,\n"
                                          "pine,Pinus strobus,,inaturalist,any\n"
                                          "x,y,many,,\n,depicts:tower,3,,\nz,words,5,nobody,\n");
        QVERIFY(list);
        QCOMPARE(list->searches.size(), 2u);
        QCOMPARE(list->searches[0].label, u"arena"_s);
        QCOMPARE(list->searches[0].wanted.count, 50);
        QVERIFY(!list->searches[0].wanted.search.licenses);
        QCOMPARE(list->searches[1].wanted.provider, u"inaturalist"_s);
        QCOMPARE(list->searches[1].wanted.count, 100);
        QCOMPARE(list->searches[1].wanted.search.licenses, LicenseFilter::Any);
        QCOMPARE(list->problems.size(), 3);
        QVERIFY(list->problems[0].startsWith(u"Line 4: “many”"_s));
        QVERIFY(!parseSearchList("class,count\na,3\n"));
    }

    void hiddenTextIsNotSeen()
    {
        const auto plain = [](const char *html) { return plainText(QString::fromUtf8(html), 200); };
        QCOMPARE(plain("Unknown author<span style=\"display: none;\">Unknown author</span>"),
                 u"Unknown author"_s);
        QCOMPARE(plain("a<div hidden>b<div>c</div>d</div>e"), u"ae"_s);
        QCOMPARE(plain("a<span style='visibility:hidden'>b</span>c<br style=\"display:none\">d"), u"ac d"_s);
        QCOMPARE(plain("a<span style=\"display&#58;none\">b</span>c"), u"ac"_s);
        QCOMPARE(plain("&lt;script&gt;alert(1)&lt;/script&gt;x &lt;b&gt;y&lt;/b&gt;"), u"x y"_s);
        QCOMPARE(plain("<a title=\"5 > 3\">N</a>"), u"N"_s);
        QCOMPARE(plain("<a title='never closed>N</a>"), u"N"_s);
        QCOMPARE(plain("a\xE2\x80\xAE"
                       "b"),
                 u"ab"_s);
        QCOMPARE(plain("1 &lt; 2"), u"1 < 2"_s);
        // Entities first, then tags: what encloses text is judged, what does not is letters.
        QCOMPARE(plain("Ann &lt;img src=x&gt;"), u"Ann <img src=x>"_s);
        QCOMPARE(plain("&#60;IMG src=x onerror=\"y\"&#62;"), u"<IMG src=x onerror=\"y\">"_s);
        QCOMPARE(plain("Ann <img src=x>"), u"Ann"_s);
        QCOMPARE(plain("&lt;a href=&quot;//x&quot;&gt;Ann&lt;/a&gt;&lt;br&gt;Ben"), u"Ann Ben"_s);
        QCOMPARE(plain("a&lt;span style=&quot;display:none&quot;&gt;b&lt;/span&gt;c"), u"ac"_s);
        QCOMPARE(plain("a&lt;div hidden&gt;b&lt;img src=x&gt;&lt;/div&gt;c"), u"ac"_s);
        QCOMPARE(plain("a&amp;lt;b&amp;gt;"), u"a&lt;b&gt;"_s); // once, as a browser does
    }

    void addressesWithoutTracking()
    {
        QCOMPARE(withoutTracking(u"https://a/b?utm_source=x&utm_content=y"_s), u"https://a/b"_s);
        QCOMPARE(withoutTracking(u"https://a/b?c=1&utm_source=x&d=%20#e"_s), u"https://a/b?c=1&d=%20#e"_s);
        QCOMPARE(withoutTracking(u"https://a/b?c"_s), u"https://a/b?c"_s);
    }

    void aServiceRestsAfterASlowAnswer()
    {
        const RequestLimits limits = m_commons.limits(true);
        RequestPace pace;
        QVERIFY(pace.isFree(0));
        pace.started(0, limits, 1);
        QVERIFY(!pace.isFree(60'000)); // one at a time, however long it takes
        pace.answered(1000, limits, 1);
        QVERIFY(pace.isFree(1000));
        pace.started(1000, limits, 1);
        pace.answered(2001, limits, 1); // over a second
        QVERIFY(!pace.isFree(7000));
        QVERIFY(pace.isFree(7001));
        pace.started(7001, limits, 1);
        pace.answered(7002, limits, 1);
        QVERIFY(!pace.isFree(7001 + 499)); // the interval
        QVERIFY(pace.isFree(7001 + 500));
        pace.started(10'000, limits, 0);
        pace.answered(20'000, limits, 0);
        QVERIFY(pace.isFree(20'000)); // a server of one's own
        pace.leaveAloneUntil(30'000);
        QVERIFY(!pace.isFree(29'999));
    }

    void limitsOfServices()
    {
        using std::chrono::milliseconds;
        QVERIFY(m_commons.limits(false).interval >= milliseconds(6000)); // 10 a minute
        QVERIFY(m_commons.limits(true).interval >= milliseconds(300)); // 200 a minute
        QCOMPARE(m_commons.limits(true).restWhenSlow, milliseconds(5000));
        QVERIFY(m_openverse.limits(false).interval >= milliseconds(3000)); // 20 a minute
        QCOMPARE(m_openverse.limits(false).perDay, 200);
        QVERIFY(m_iNaturalist.limits(false).interval >= milliseconds(1000)); // 60 a minute
    }
};

QTEST_GUILESS_MAIN(TestRecordings)
#include "tst_recordings.moc"
