// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv.h"
#include "core/dataset/attribution.h"
#include "core/project/project.h"
#include "core/project/repositories/imagerepository.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

QString readText(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

NewImage image(const QString &path, char hash)
{
    NewImage made;
    made.path = path;
    made.sha256 = QByteArray(32, hash);
    made.width = made.height = 10;
    made.format = u"jpeg"_s;
    return made;
}

} // namespace

class TestAttribution : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<Database> m_database;
    std::vector<qint64> m_ids;

private Q_SLOTS:
    void initTestCase()
    {
        auto project = Project::create(m_folder.filePath(u"p.cairn"_s), {u"arena"_s});
        QVERIFY(project);
        m_project = *std::move(project);
        auto database = m_project->connect();
        QVERIFY(database);
        m_database = *std::move(database);
        NewImage collected = image(m_project->imagesDirectory() + u"/aa/x.jpg"_s, 'a');
        collected.classId = 1;
        collected.from = {u"commons"_s,
                          u"Category:Arena"_s,
                          u"A \"great\", [old] arena"_s,
                          u"https://upload.example/x.jpg"_s,
                          u"https://commons.example/wiki/X_(1)"_s,
                          u"<b>Ann|Bob</b>"_s,
                          u"CC BY-SA 4.0"_s,
                          u"https://licence.example/by-sa"_s};
        NewImage hostile = image(m_project->imagesDirectory() + u"/bb/y.jpg"_s, 'b');
        hostile.from.provider = u"list"_s;
        hostile.from.title = u"click"_s;
        hostile.from.pageUrl = u"javascript:alert(1)"_s;
        const NewImage own = image(m_folder.filePath(u"own.jpg"_s), 'c');
        const auto ids = ImageRepository(*m_database).add({collected, hostile, own});
        QVERIFY(ids);
        m_ids = *ids;
    }

    void listsWhatWasCollected()
    {
        const QTemporaryDir out;
        const auto written = writeAttribution(*m_database, out.path());
        QVERIFY(written);
        QCOMPARE(*written, 2); // the user's own image needs none
        const auto table = parseCsv(readText(out.filePath(u"ATTRIBUTION.csv"_s)));
        QVERIFY(table);
        QCOMPARE(table->rows.size(), 3);
        QCOMPARE(table->rows[1],
                 (QStringList{u"images/aa/x.jpg"_s, u"arena"_s, u"A \"great\", [old] arena"_s,
                              u"<b>Ann|Bob</b>"_s, u"CC BY-SA 4.0"_s, u"https://licence.example/by-sa"_s,
                              u"https://commons.example/wiki/X_(1)"_s, u"https://upload.example/x.jpg"_s,
                              u"commons"_s, u"Category:Arena"_s, u""_s, u""_s, u""_s, u""_s, u""_s}));
        const QString markdown = readText(out.filePath(u"ATTRIBUTION.md"_s));
        QVERIFY(markdown.contains(u"(https://commons.example/wiki/X_%281%29)"_s));
        QVERIFY(markdown.contains(u"by \\<b\\>Ann\\|Bob\\</b\\>"_s));
        QVERIFY(!markdown.contains(u"javascript"_s));
        QVERIFY(markdown.contains(u"author unknown, license unknown"_s));
    }

    void whatIsOwedIsWritten()
    {
        Provenance demanded;
        demanded.title = u"LoneTree.jpg"_s;
        demanded.author = u"UserP"_s;
        demanded.attribution = u"Photo by UserP"_s;
        demanded.license = u"CC BY-SA 4.0"_s;
        demanded.credit = u"Own work"_s;
        demanded.restrictions = u"personality|trademarked"_s;
        Provenance uploaded;
        uploaded.title = u"No artist.jpg"_s;
        uploaded.uploader = u"Flickr <upload> bot"_s;
        uploaded.usageTerms = u"Creative Commons Attribution 2.0"_s;
        const std::vector<Credit> credits{{1, u"1.jpg"_s, u"tree"_s, demanded},
                                          {2, u"2.jpg"_s, u"tree"_s, uploaded}};
        const QString text = attributionMarkdown(credits);
        QVERIFY2(text.contains(u"- `1.jpg`: LoneTree.jpg, Photo by UserP, CC BY\\-SA 4.0 (source: Own work). "
                               "Restrictions beyond copyright: personality, trademarked."_s),
                 qPrintable(text));
        QVERIFY2(text.contains(u"uploaded by Flickr \\<upload\\> bot, author unknown, Creative Commons "
                               "Attribution 2.0."_s),
                 qPrintable(text));
        const auto table = parseCsv(attributionCsv(credits));
        QVERIFY(table);
        QCOMPARE(
            table->rows[1].mid(10),
            (QStringList{u"Photo by UserP"_s, u""_s, u"personality|trademarked"_s, u""_s, u"Own work"_s}));
        QCOMPARE(table->rows[2].value(11), u"Flickr <upload> bot"_s);
    }

    void anExportListsItsOwnNames()
    {
        const QTemporaryDir out;
        const auto written = writeAttribution(*m_database, out.path(), {{m_ids[0], u"arena/1.jpg"_s}});
        QVERIFY(written);
        QCOMPARE(*written, 1);
        const auto table = parseCsv(readText(out.filePath(u"ATTRIBUTION.csv"_s)));
        QVERIFY(table);
        QCOMPARE(table->rows.size(), 2);
        QCOMPARE(table->rows[1].first(), u"arena/1.jpg"_s);
        const QTemporaryDir empty;
        QCOMPARE(*writeAttribution(*m_database, empty.path(), {{m_ids[2], u"own.jpg"_s}}), 0);
        QVERIFY(!QFile::exists(empty.filePath(u"ATTRIBUTION.csv"_s)));
    }

    void aFolderThatCannotBeWrittenIsSaid()
    {
        const auto written = writeAttribution(*m_database, m_folder.filePath(u"nowhere"_s));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::WriteFailed);
    }
};

QTEST_GUILESS_MAIN(TestAttribution)
#include "tst_attribution.moc"
