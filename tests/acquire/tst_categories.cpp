// SPDX-License-Identifier: GPL-3.0-or-later
// Categories of Wikimedia Commons to a depth, against a small Commons of ours: answers have the documented
// shapes of list=search, list=allcategories and generator=search.

#include "core/acquire/providers/categorywalk.h"
#include "core/acquire/providers/commons.h"
#include "core/acquire/providers/search.h"
#include "core/project/project.h"
#include "core/project/repositories/downloadrepository.h"
#include "tests/acquire/providersamples.h"
#include "tests/acquire/site.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

QString valueOf(const QUrlQuery &query, const char *key)
{
    return query.queryItemValue(QString::fromLatin1(key), QUrl::FullyDecoded);
}

/// Categories with those in them; each has one file, named after it.
class SmallCommons
{
public:
    QHash<QString, QStringList> below;
    bool deepIsRefused = false; ///< as with more than 256 categories below one
    int namesAPage = 500;

    QByteArray answer(const QByteArray &path) const
    {
        const QUrlQuery asked(QUrl::fromEncoded("http://x" + path));
        QJsonObject root{{u"batchcomplete"_s, true}};
        QJsonObject query;
        const QString list = valueOf(asked, "list");
        if (list.contains(u"allcategories"_s)) {
            const QString name = valueOf(asked, "acfrom");
            QJsonArray known;
            if (below.contains(name))
                known << QJsonObject{
                    {u"category"_s, name}, {u"files"_s, 1}, {u"subcats"_s, below[name].size()}};
            query[u"allcategories"_s] = known;
        }
        if (list.contains(u"search"_s))
            addNames(asked, query, root);
        else
            addFiles(valueOf(asked, "gsrsearch"), query);
        root[u"query"_s] = query;
        return QJsonDocument(root).toJson();
    }

private:
    static QStringList namesIn(const QString &text)
    {
        static const QRegularExpression keyword(u"(?:incategory|deepcat):\"(.*)\"$"_s);
        return keyword.match(text).captured(1).replace(u"\\\""_s, u"\""_s).split(u'|');
    }

    void addNames(const QUrlQuery &asked, QJsonObject &query, QJsonObject &root) const
    {
        QStringList all;
        for (const QString &name : namesIn(valueOf(asked, "srsearch")))
            all << below.value(name);
        const int from = valueOf(asked, "sroffset").toInt();
        QJsonArray titles;
        for (const QString &name : all.mid(from, namesAPage))
            titles << QJsonObject{{u"ns"_s, 14}, {u"title"_s, u"Category:"_s + name}};
        query[u"search"_s] = titles;
        if (from + namesAPage < all.size())
            root[u"continue"_s] = QJsonObject{{u"sroffset"_s, from + namesAPage}, {u"continue"_s, u"-||"_s}};
    }

    void addFiles(const QString &text, QJsonObject &query) const
    {
        QStringList names = namesIn(text);
        if (text.contains(u"deepcat:"_s)) {
            names = deepIsRefused ? QStringList() : names;
            for (qsizetype i = 0; i < names.size(); ++i) {
                for (const QString &name : below.value(names[i])) {
                    if (!names.contains(name))
                        names << name;
                }
            }
        }
        QJsonArray files;
        for (const QString &name : names) {
            if (below.contains(name))
                files << commonsFile(name + u".jpg"_s, QUrl(u"https://upload.example/"_s + name + u".jpg"_s));
        }
        query[u"pages"_s] = files;
    }
};

} // namespace

class TestCategories : public QObject
{
    Q_OBJECT

    const CommonsProvider m_commons;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<Database> m_database;
    SearchPace m_pace;

    /// The files' titles that a search to a depth queues, without ".jpg".
    QStringList found(const SmallCommons &commons, int depth, SearchReport *report = nullptr,
                      QList<HttpRequest> *requests = nullptr)
    {
        const HttpServer server(
            [&](const HttpRequest &request) { return HttpAnswer{whole(commons.answer(request.path))}; });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        WantedSearch wanted{u"commons"_s, {u"Category:Tower"_s}, depth, 1000};
        wanted.search.depth = depth;
        auto queued = queueSearch(*m_database, wanted, {}, {}, m_pace);
        if (!queued)
            return {queued.error().message};
        if (report)
            *report = *std::move(queued);
        if (requests)
            *requests = server.requests();
        QStringList titles;
        for (const DownloadRecord &row : *DownloadRepository(*m_database).all()) {
            if (row.classId == depth)
                titles << row.from.title.chopped(4);
        }
        return titles;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        // Each depth is searched for a class of its own.
        auto project
            = Project::create(m_folder->filePath(u"p.cairn"_s), {u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s});
        QVERIFY(project);
        m_project = *std::move(project);
        auto database = m_project->connect();
        QVERIFY(database);
        m_database = *std::move(database);
        m_pace.scale = 0;
    }
    void cleanup()
    {
        m_database.reset();
        m_project.reset();
    }

    void eachDepthFindsItsLevels()
    {
        SmallCommons commons;
        commons.below = {{u"Tower"_s, {u"Gates"_s, u"Bells"_s}},
                         {u"Gates"_s, {u"Locks"_s, u"Tower"_s}}, // a circle
                         {u"Bells"_s, {u"Ropes"_s, u"Locks"_s}}, // the same one by two ways
                         {u"Locks"_s, {u"Keys"_s}},
                         {u"Ropes"_s, {}},
                         {u"Keys"_s, {u"Rings"_s}},
                         {u"Rings"_s, {u"Ores"_s}},
                         {u"Ores"_s, {}}};
        QList<HttpRequest> requests;
        QCOMPARE(found(commons, 0), QStringList{u"Tower"_s});
        QCOMPARE(found(commons, 1, nullptr, &requests), QStringList({u"Tower"_s, u"Gates"_s, u"Bells"_s}));
        QCOMPARE(requests.size(), 2); // one for the names, one for the files
        QCOMPARE(found(commons, 2),
                 QStringList({u"Tower"_s, u"Gates"_s, u"Bells"_s, u"Locks"_s, u"Ropes"_s}));
        SearchReport report;
        QCOMPARE(found(commons, 3, &report),
                 QStringList({u"Tower"_s, u"Gates"_s, u"Bells"_s, u"Locks"_s, u"Ropes"_s, u"Keys"_s}));
        QVERIFY(report.exhausted);
        QCOMPARE(found(commons, 4).size(), 7);
        QCOMPARE(found(commons, 5, nullptr, &requests).size(), 8);
        QCOMPARE(requests.size(), 1); // what the service does by itself
    }

    void namesComeInPages()
    {
        SmallCommons commons;
        commons.namesAPage = 3;
        QStringList all{u"Tower"_s};
        for (int i = 0; i < 8; ++i) {
            all << u"Part %1"_s.arg(i);
            commons.below[u"Tower"_s] << all.last();
            commons.below[all.last()] = {};
        }
        QCOMPARE(found(commons, 1), all);
    }

    void noSearchIsTooLong()
    {
        SmallCommons commons;
        QStringList all{u"Tower"_s};
        for (int i = 0; i < 30; ++i) {
            all << u"Part \"%1\" "_s.arg(i) + QString(40 + i, u'x');
            commons.below[u"Tower"_s] << all.last();
            commons.below[all.last()] = {};
        }
        commons.below[u"Tower"_s] << QString(300, u'y') << u"a|b"_s; // neither can be asked for
        QList<HttpRequest> requests;
        QCOMPARE(found(commons, 2, nullptr, &requests), all);
        for (const HttpRequest &request : requests) {
            const QUrlQuery asked(QUrl::fromEncoded("http://x" + request.path));
            QVERIFY2(valueOf(asked, "gsrsearch").size() <= 300, request.path);
            QVERIFY2(valueOf(asked, "srsearch").size() <= 300, request.path);
        }
    }

    void hugeCategoriesAreCutAndThatIsSaid()
    {
        SmallCommons commons;
        for (int i = 0; i < 400; ++i) {
            commons.below[u"Tower"_s] << u"Part %1"_s.arg(i);
            commons.below[u"Part %1"_s.arg(i)] = {u"Deep %1"_s.arg(i)};
            commons.below[u"Deep %1"_s.arg(i)] = {};
        }
        SearchReport report;
        const QStringList titles = found(commons, 3, &report);
        QCOMPARE(titles.size(), 200);
        QVERIFY(titles.contains(u"Part 198"_s));
        QVERIFY(!report.exhausted);
        QVERIFY2(endOf(report, u"x"_s).contains(u"too many subcategories to search"_s),
                 qPrintable(endOf(report, u"x"_s)));
    }

    // A server that always has one more name: its requests are counted.
    void namesWithoutEndEnd()
    {
        std::atomic<int> asked = 0;
        const HttpServer server([&](const HttpRequest &request) {
            if (!request.path.contains("&srsearch="))
                return HttpAnswer{whole(commonsAnswer({}))};
            ++asked;
            return HttpAnswer{
                whole(QJsonDocument(QJsonObject{{u"query"_s,
                                                 QJsonObject{{u"allcategories"_s, QJsonArray{QJsonObject()}},
                                                             {u"search"_s, QJsonArray()}}},
                                                {u"continue"_s, QJsonObject{{u"sroffset"_s, 7}}}})
                          .toJson())};
        });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        WantedSearch wanted{u"commons"_s, {u"Category:Tower"_s}, 0, 1000};
        wanted.search.depth = 2;
        const auto report = queueSearch(*m_database, wanted, {}, {}, m_pace);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->queued, 0);
        QCOMPARE(asked, 25);
    }

    void whatTheDeepSearchRefusesIsWalkedThrough()
    {
        SmallCommons commons;
        commons.deepIsRefused = true;
        commons.below = {{u"Tower"_s, {u"Gates"_s}}, {u"Gates"_s, {u"Locks"_s}}, {u"Locks"_s, {}}};
        QCOMPARE(found(commons, 5), QStringList({u"Tower"_s, u"Gates"_s, u"Locks"_s}));
    }

    void anUnknownCategoryIsUnknownAtEveryDepth()
    {
        for (const int depth : {0, 2, 5})
            QVERIFY2(found({}, depth).first().contains(u"has no category “Tower”"_s),
                     qPrintable(found({}, depth).first()));
    }

    void brokenCursorsAreNoWalk()
    {
        QVERIFY(!CategoryWalk::fromJson({}));
        QVERIFY(!CategoryWalk::fromJson({{u"names"_s, QJsonArray{u"a"_s}}, {u"at"_s, 0}, {u"end"_s, 7}}));
        QVERIFY(!CategoryWalk::fromJson({{u"names"_s, QJsonArray{u"a"_s}}, {u"at"_s, -1}, {u"end"_s, 1}}));
    }
};

QTEST_GUILESS_MAIN(TestCategories)
#include "tst_categories.moc"
