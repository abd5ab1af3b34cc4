// SPDX-License-Identifier: GPL-3.0-or-later
// cairn-cli download, quarantine and attribution against a server of ours.

#include "tests/acquire/providersamples.h"
#include "tests/acquire/site.h"
#include "tests/cli/cliprocess.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>

using namespace Qt::StringLiterals;
using namespace cairn;

class TestCliDownload : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_project;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = m_folder->filePath(u"p.cairn"_s);
        qputenv("CAIRN_PACE", "0");
        QCOMPARE(cli({u"new"_s, m_project}).exitCode, 0);
    }

    void searchesFetchesAndNames()
    {
        std::atomic<int> port = 0;
        const HttpServer server([&](const HttpRequest &request) {
            if (request.path == "/1.jpg")
                return HttpAnswer{whole(drawnJpeg(3, 200))};
            if (request.path == "/2.jpg")
                return HttpAnswer{whole(drawnJpeg(3, 20))};
            if (request.path == "/3.jpg")
                return HttpAnswer{status("404 Not Found")};
            QJsonArray files;
            for (int i = 1; i < 5; ++i)
                files << commonsFile(u"%1.jpg"_s.arg(i),
                                     QUrl(u"http://127.0.0.1:%1/%2.jpg"_s.arg(int(port)).arg(i)));
            return HttpAnswer{whole(commonsAnswer(files))};
        });
        port = server.url().port();
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        const CliResult result = cli({u"download"_s, m_project, u"--query"_s, u"Category:Arena"_s,
                                      u"--class"_s, u"arena"_s, u"--count"_s, u"3"_s, u"--json"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(result.allJson);
        QCOMPARE(result.done()[u"queued"_s].toInt(), 3);
        QCOMPARE(result.done()[u"fetched"_s].toInt(), 1);
        QCOMPARE(result.done()[u"refused"_s].toInt(), 1);
        QCOMPARE(result.done()[u"failed"_s].toInt(), 1);
        QCOMPARE(result.of(u"failed"_s).size(), 1);
        QVERIFY(result.of(u"failed"_s).first()[u"reason"_s].toString().contains(u"404"_s));

        const CliResult again = cli({u"download"_s, m_project, u"--query"_s, u"Category:Arena"_s,
                                     u"--class"_s, u"arena"_s, u"--count"_s, u"3"_s, u"--json"_s});
        QCOMPARE(again.done()[u"queued"_s].toInt(), 0);

        const CliResult refused = cli({u"quarantine"_s, m_project, u"--json"_s});
        QCOMPARE(refused.of(u"refused"_s).size(), 1);
        const QString id = QString::number(refused.of(u"refused"_s).first()[u"id"_s].toInt());
        QCOMPARE(
            cli({u"quarantine"_s, m_project, u"--restore"_s, id, u"--json"_s}).done()[u"refused"_s].toInt(-1),
            0);

        const QString folder = m_folder->filePath(u"credits"_s);
        QCOMPARE(cli({u"attribution"_s, m_project, folder, u"--json"_s}).done()[u"images"_s].toInt(), 2);
        QFile csv(folder + u"/ATTRIBUTION.csv"_s);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QVERIFY(csv.readAll().contains("Nora & Ned"));
    }

    void aListIsFetchedAndAnInterruptedOneGoesOn()
    {
        std::atomic<bool> hang = true;
        const HttpServer server([&](const HttpRequest &request) {
            if (hang && request.path != "/1.jpg")
                return HttpAnswer{{}, true};
            return HttpAnswer{whole(drawnJpeg(request.path.at(1) - '0', 100))};
        });
        qputenv("CAIRN_TRUSTED_HOSTS", "127.0.0.1:" + QByteArray::number(server.url().port()));
        const QString file = m_folder->filePath(u"list.csv"_s);
        QFile list(file);
        QVERIFY(list.open(QIODevice::WriteOnly));
        list.write("url,label\n");
        for (int i = 1; i < 4; ++i)
            list.write(server.url().toEncoded() + QByteArray::number(i) + ".jpg,label" + QByteArray::number(i)
                       + '\n');
        list.close();
        QProcess process;
        startCli(process, {u"download"_s, m_project, u"--list"_s, file, u"--json"_s});
        QTRY_VERIFY_WITH_TIMEOUT(server.requests().size() >= 3, 20'000);
        ::kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(collect(process).exitCode, 130);
        hang = false;
        const CliResult rest = cli({u"download"_s, m_project, u"--json"_s});
        QVERIFY2(rest.exitCode == 0, rest.err.constData());
        QCOMPARE(rest.done()[u"queued"_s].toInt(), 0);
        QCOMPARE(rest.done()[u"fetched"_s].toInt() + rest.done()[u"refused"_s].toInt(),
                 3); // two may look alike
        QCOMPARE(cli({u"classes"_s, m_project, u"--json"_s}).of(u"class"_s).size(), 3);
    }

    void whatIsFetchedJoinsTheSplitUnderItsName()
    {
        const HttpServer server([](const HttpRequest &request) { // no two look alike
            const char number = request.path.at(1);
            QImage image(100, 100, QImage::Format_RGB32);
            for (int i = 0; i < 100 * 100; ++i) {
                const int x = i % 100;
                const int y = i / 100;
                const bool black = number == '1' ? x > 60 : number == '9' ? y > 30 : x * x + y * y < 6000;
                image.setPixel(x, y, black ? qRgb(0, 0, 0) : qRgb(255, 255, 255));
            }
            QByteArray bytes;
            QBuffer buffer(&bytes);
            image.save(&buffer, "png");
            return HttpAnswer{whole(bytes)};
        });
        qputenv("CAIRN_TRUSTED_HOSTS", "127.0.0.1:" + QByteArray::number(server.url().port()));
        const auto fetch = [&](const QByteArray &names) {
            QFile list(m_folder->filePath(u"list.csv"_s));
            QVERIFY(list.open(QIODevice::WriteOnly));
            list.write("url,label\n");
            for (const QByteArray &name : names.split(' '))
                list.write(server.url().toEncoded() + name + ".jpg,tower\n");
            list.close();
            QCOMPARE(cli({u"download"_s, m_project, u"--list"_s, list.fileName()}).exitCode, 0);
        };
        const auto parts = [&] { return cli({u"check"_s, m_project}).out; };
        fetch("1 9");
        QVERIFY2(parts().contains("training 0, validation 0"), parts().constData());
        QCOMPARE(cli({u"split"_s, m_project, u"--valid"_s, u"0.5"_s}).exitCode, 0);
        QVERIFY2(parts().contains("training 1, validation 1"), parts().constData());
        fetch("5-last");
        QVERIFY2(parts().contains("training 2, validation 1") || parts().contains("training 1, validation 2"),
                 parts().constData());

        const CliResult trashed = cli({u"trash"_s, m_project, u"5-last.jpg"_s}); // its path is a hash
        QVERIFY2(trashed.exitCode == 0, trashed.err.constData());
        QVERIFY2(trashed.out.startsWith("5-last.jpg\n"), trashed.out.constData());
        QVERIFY(cli({u"trash"_s, m_project}).out.startsWith("5-last.jpg\n"));
    }

    void theSampleOfPhotographs()
    {
        std::atomic<int> port = 0;
        const HttpServer server([&](const HttpRequest &request) {
            if (!request.path.startsWith("/api.php"))
                return HttpAnswer{whole(drawnJpeg(3, 200) + request.path)};
            const QByteArray name = request.path.contains("Eiffel") ? "e"
                : request.path.contains("Main%20Building%2C")       ? "m"
                                                                    : "c";
            QJsonArray files;
            for (int i = 0; i < 3; ++i)
                files << commonsFile(u"x.jpg"_s,
                                     QUrl(u"http://127.0.0.1:%1/%2%3.jpg"_s.arg(int(port))
                                              .arg(QString::fromLatin1(name))
                                              .arg(i)));
            return HttpAnswer{whole(commonsAnswer(files))};
        });
        port = server.url().port();
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        const QString sample = m_folder->filePath(u"landmarks.cairn"_s);
        const CliResult result
            = cli({u"sample"_s, sample, u"--online"_s, u"--per-class"_s, u"2"_s, u"--json"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QCOMPARE(result.done()[u"classes"_s].toInt(), 3);
        const CliResult queue = cli({u"download"_s, sample, u"--json"_s});
        // The server's images look alike on purpose: one is taken, the others are refused as near
        // duplicates.
        QCOMPARE(queue.done()[u"fetched"_s].toInt() + queue.done()[u"refused"_s].toInt(), 6);
        QCOMPARE(queue.done()[u"failed"_s].toInt(), 0);
    }

    void theContactIsToldAndKept()
    {
        const auto restore = qScopeGuard([before = qgetenv("XDG_CONFIG_HOME")] {
            before.isNull() ? qunsetenv("XDG_CONFIG_HOME") : qputenv("XDG_CONFIG_HOME", before);
        });
        qputenv("XDG_CONFIG_HOME", m_folder->path().toLocal8Bit());
        const HttpServer server(
            [&](const HttpRequest &) { return HttpAnswer{whole(openverseAnswer({}, 1, 1))}; });
        qputenv("CAIRN_OPENVERSE_URL", server.url().toEncoded() + "v1/images/");
        const QStringList search{u"download"_s,  m_project,    u"--provider"_s,
                                 u"openverse"_s, u"--query"_s, u"x"_s};
        QCOMPARE(cli(search + QStringList{u"--contact"_s, u"nora@example.org"_s}).exitCode, 0);
        QCOMPARE(cli(search).exitCode, 0);
        QCOMPARE(cli(search + QStringList{u"--contact"_s, QString()}).exitCode, 0);
        const QList<HttpRequest> requests = server.requests();
        QCOMPARE(requests.size(), 3);
        QVERIFY(requests[0].userAgent.contains("; nora@example.org; "));
        QVERIFY(requests[1].userAgent.contains("; nora@example.org; "));
        QVERIFY(!requests[2].userAgent.contains('@'));
        QCOMPARE(cli(search + QStringList{u"--contact"_s, u"a@b.c\nX: 1"_s}).exitCode, 2);
        QCOMPARE(server.requests().size(), 3);
    }

    // Commons refuses those who do not say whom to ask, and nobody would guess it.
    void refusedWithoutAContact()
    {
        const auto restore = qScopeGuard([before = qgetenv("XDG_CONFIG_HOME")] {
            before.isNull() ? qunsetenv("XDG_CONFIG_HOME") : qputenv("XDG_CONFIG_HOME", before);
        });
        qputenv("XDG_CONFIG_HOME", m_folder->path().toLocal8Bit());
        std::atomic<int> port = 0;
        std::atomic<bool> searchesAreRefused = true;
        const HttpServer server([&](const HttpRequest &request) {
            if (searchesAreRefused)
                return HttpAnswer{status("429 Too Many Requests")};
            if (!request.path.startsWith("/api.php"))
                return HttpAnswer{status("403 Forbidden")};
            return HttpAnswer{whole(commonsAnswer(
                {commonsFile(u"1.jpg"_s, QUrl(u"http://127.0.0.1:%1/1.jpg"_s.arg(int(port))))}))};
        });
        port = server.url().port();
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        const QStringList search{u"download"_s, m_project, u"--query"_s, u"x"_s};
        const CliResult anonymous = cli(search);
        QCOMPARE(anonymous.exitCode, 1);
        QVERIFY2(anonymous.err.contains("without a contact")
                     && anonymous.err.contains("--contact name@example.org"),
                 anonymous.err.constData()); // before the first search
        QVERIFY2(anonymous.err.contains("with a contact: add yours"), anonymous.err.constData());
        searchesAreRefused = false;
        const CliResult files = cli(search); // the search is answered, the file is refused
        QVERIFY2(files.out.contains("with a contact: add yours"), files.out.constData());
        QVERIFY2(!files.err.contains("without a contact"), files.err.constData()); // once is enough
        searchesAreRefused = true;
        const CliResult named = cli(search + QStringList{u"--contact"_s, u"nora@example.org"_s});
        QCOMPARE(named.exitCode, 1);
        QVERIFY2(!named.err.contains("add yours") && !named.out.contains("add yours"), named.err.constData());
    }

    void aCategoryToADepth()
    {
        const HttpServer server([](const HttpRequest &request) {
            if (request.path.contains("&srsearch="))
                return HttpAnswer{whole(R"({"query":{"allcategories":[{"category":"Arena","files":0}],
                                        "search":[{"ns":14,"title":"Category:Seats"}]}})")};
            return HttpAnswer{whole(commonsAnswer({}))};
        });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        const QStringList search{u"download"_s, m_project, u"--query"_s, u"Category:Arena"_s};
        const auto asks = [&](const QStringList &more, const QByteArray &what) {
            const auto before = server.requests().size();
            cli(search + more);
            for (auto i = before; i < server.requests().size(); ++i) {
                if (QByteArray::fromPercentEncoding(server.requests()[i].path).contains(what))
                    return true;
            }
            return false;
        };
        QVERIFY(asks({u"--depth"_s, u"1"_s}, "filetype:bitmap incategory:\"Arena|Seats\""));
        QVERIFY(asks({u"--depth"_s, u"0"_s}, "filetype:bitmap incategory:\"Arena\""));
        QVERIFY(asks({}, "deepcat:\"Arena\""));
        QCOMPARE(cli(search + QStringList{u"--depth"_s, u"6"_s}).exitCode, 2);
    }

    void wrongUse()
    {
        QCOMPARE(cli({u"download"_s, m_project, u"--licence"_s, u"free"_s}).exitCode, 2);
        QCOMPARE(cli({u"download"_s, m_project, u"--query"_s, u"x"_s, u"--provider"_s, u"nobody"_s}).exitCode,
                 1);
        QCOMPARE(cli({u"download"_s, m_project, u"--list"_s, u"no/such/file"_s}).exitCode, 1);
        QCOMPARE(cli({u"quarantine"_s, m_project, u"--restore"_s, u"9"_s}).exitCode, 1);
    }
};

QTEST_GUILESS_MAIN(TestCliDownload)
#include "tst_clidownload.moc"
