// SPDX-License-Identifier: GPL-3.0-or-later
// What a stranger left in a project's incoming/ leads a download to no other file of the user.

#include "core/acquire/address.h"
#include "core/acquire/downloadqueue.h"
#include "core/acquire/partname.h"
#include "core/acquire/transfer.h"
#include "core/acquire/urllist.h"
#include "tests/acquire/site.h"

#include <QDir>
#include <QHostAddress>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace cairn;

class TestStrangersParts : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<Project> m_project;
    std::unique_ptr<Database> m_database;
    DownloadOptions m_options;

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

private Q_SLOTS:
    void fromHttpsOnlyToHttps()
    {
        QVERIFY(redirectIsSafe(QUrl(u"https://a.org/x"_s), QUrl(u"https://b.org/x"_s)));
        QVERIFY(!redirectIsSafe(QUrl(u"https://a.org/x"_s), QUrl(u"http://a.org/x"_s)));
        QVERIFY(!redirectIsSafe(QUrl(u"https://a.org/x"_s), QUrl(u"file:///etc/passwd"_s)));
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto project = Project::create(m_folder->filePath(u"p.cairn"_s), {u"arena"_s});
        QVERIFY(project);
        m_project = *std::move(project);
        auto database = m_project->connect();
        QVERIFY(database);
        m_database = *std::move(database);
        m_options = {};
        m_options.scale = 0;
        m_options.rules.nearDuplicateBits = -1;
        m_options.timeout = std::chrono::seconds(20);
    }
    void cleanup()
    {
        m_database.reset();
        m_project.reset();
    }

    void whatSomebodyElseBeganIsNotGoneOnWith_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("hard");
        QTest::newRow("a link") << u"1.part"_s << false;
        QTest::newRow("a hard link") << u"1.part"_s << true;
        QTest::newRow("a link with a signed name") << QString() << false;
        QTest::newRow("a hard link with a signed name") << QString() << true;
    }
    void whatSomebodyElseBeganIsNotGoneOnWith()
    {
        QFETCH(QString, name);
        QFETCH(bool, hard);
        const QString profile = m_folder->filePath(u"profile"_s);
        QFile file(profile);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
        file.close();
        const HttpServer server([&](const HttpRequest &request) {
            const QByteArray body = drawnJpeg(1, 200);
            return HttpAnswer{request.range.isEmpty() ? whole(body) : rest(body, request)};
        });
        queueUrls(server, {u"1.jpg"_s});
        // The second time as if the stranger knew this user's key.
        const QString part = name.isEmpty() ? PartNames().of(rows()[0]) : u"incoming/"_s + name;
        const QString place = m_project->directory() + u'/' + part;
        QVERIFY(QDir().mkpath(QFileInfo(place).path()));
        QCOMPARE((hard ? ::link : ::symlink)(qPrintable(profile), qPrintable(place)), 0);
        const auto end = runAll();
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("mine"));
        if (name.isEmpty())
            QVERIFY(!end); // nothing can be stored there
        else
            QCOMPARE(rows()[0].state, DownloadState::Done);
        QVERIFY(std::ranges::all_of(server.requests(),
                                    [](const HttpRequest &request) { return request.range.isEmpty(); }));
    }

    void cancellingDeletesOnlyWhatIsTheProjects()
    {
        const QString letters = m_folder->filePath(u"letters"_s);
        QVERIFY(QDir().mkpath(letters));
        QFile file(letters + u"/one"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(QDir().mkpath(m_project->directory() + u"/incoming"_s));
        QCOMPARE(::symlink(qPrintable(letters), qPrintable(m_project->directory() + u"/incoming/letters"_s)),
                 0);
        QVERIFY(QDir(m_project->directory()).rename(u"incoming"_s, u"real"_s));
        QCOMPARE(::symlink("real", qPrintable(m_project->directory() + u"/incoming"_s)), 0);
        DownloadQueue queue(m_project, m_options);
        QSignalSpy told(&queue, &DownloadQueue::statusChanged);
        queue.cancelWaiting();
        QTRY_VERIFY(told.size() > 1);
        QVERIFY(QFileInfo::exists(letters + u"/one"_s));
    }

    void addressesInsideANetworkAreNotAsked_data()
    {
        QTest::addColumn<bool>("inside");
        for (const char *address : {"127.0.0.1", "10.1.2.3", "192.0.0.8", "198.18.0.1", "198.19.255.255",
                                    "240.0.0.1", "255.255.255.255", "::1", "::7f00:1", "::ffff:10.0.0.1",
                                    "64:ff9b::a00:1", "64:ff9b:1::1", "fe80::1", "fc00::1"})
            QTest::newRow(address) << true;
        for (const char *address :
             {"93.184.216.34", "192.0.1.1", "198.20.0.1", "2606:2800:220:1::1", "64:ff9c::1"})
            QTest::newRow(address) << false;
    }
    void addressesInsideANetworkAreNotAsked()
    {
        QFETCH(bool, inside);
        QCOMPARE(isPrivateAddress(QHostAddress(QString::fromLatin1(QTest::currentDataTag()))), inside);
    }
};

QTEST_GUILESS_MAIN(TestStrangersParts)
#include "tst_strangersparts.moc"
