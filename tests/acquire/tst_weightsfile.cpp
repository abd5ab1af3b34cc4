// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/download.h"
#include "core/acquire/weightsfile.h"
#include "core/base/paths.h"
#include "tests/support/fulldisk.h"
#include "tests/support/httpserver.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;

namespace {

/// Bytes that are not the same everywhere, more than one read's worth.
QByteArray content()
{
    QByteArray bytes;
    for (int i = 0; bytes.size() < 3'000'000; ++i)
        bytes += QByteArray::number(i);
    return bytes;
}

QByteArray checksumOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().left(8);
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray whole(const QByteArray &body)
{
    return HttpServer::response("200 OK", "Content-Length: " + QByteArray::number(body.size()) + "\r\n",
                                body);
}

/// The rest of `body` from where the request's range begins.
QByteArray rest(const QByteArray &body, const HttpRequest &request)
{
    const qint64 from = request.range.mid(6).chopped(1).toLongLong(); // bytes=123-
    const QByteArray size = QByteArray::number(body.size());
    const QByteArray range
        = "bytes " + QByteArray::number(from) + '-' + QByteArray::number(body.size() - 1) + '/' + size;
    return HttpServer::response("206 Partial Content",
                                "Content-Length: " + QByteArray::number(body.size() - from)
                                    + "\r\nContent-Range: " + range + "\r\n",
                                body.mid(from));
}

} // namespace

class TestWeightsFile : public QObject
{
    Q_OBJECT

    const QByteArray m_content = content();
    std::unique_ptr<QTemporaryDir> m_folder;

    Download downloadFrom(const HttpServer &server) const
    {
        Download download;
        download.url = server.url().resolved(QUrl(QStringLiteral("file.pth")));
        download.target = m_folder->filePath(QStringLiteral("file.pth"));
        download.checksum = checksumOf(m_content);
        download.timeout = std::chrono::seconds(20);
        download.maximumBytes = 10'000'000;
        return download;
    }
    QString part() const { return m_folder->filePath(QStringLiteral("file.pth.part")); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("CAIRN_WEIGHTS_DIR", m_folder->path().toLocal8Bit());
    }

    void namesCarryTheirChecksum()
    {
        static const QRegularExpression hex(QStringLiteral("^[0-9a-f]{8}$"));
        const QList<Arch> archs = allArchs();
        for (const Arch arch : archs) {
            const QList<WeightsFile> files = imagenetFiles(arch);
            QCOMPARE(files.isEmpty(), !archHasShortcuts(arch));
            for (const WeightsFile &file : files) {
                QVERIFY(file.name.startsWith(archName(arch) + QLatin1Char('-')));
                QVERIFY(hex.match(QString::fromLatin1(file.checksum)).hasMatch());
            }
        }
        QCOMPARE(imagenetFiles(Arch::ResNet34).first().name, QStringLiteral("resnet34-b627a593.pth"));
        QCOMPARE(imagenetFiles(Arch::ResNet34).first().checksum, QByteArray("b627a593"));
    }

    void downloads()
    {
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{whole(m_content)}; });
        const Download download = downloadFrom(server);
        const Result<void> result = fetch(download, {}, {});
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QCOMPARE(readFile(download.target), m_content);
        QVERIFY(!QFile::exists(part()));
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(server.requests().first().path, "/file.pth");
        QVERIFY(server.requests().first().range.isEmpty());
    }

    void goesOnWhereItStopped()
    {
        bool cut = true;
        const HttpServer server([&](const HttpRequest &request) {
            if (!cut)
                return HttpAnswer{rest(m_content, request)};
            cut = false;
            return HttpAnswer{whole(m_content).chopped(1'000'000)};
        });
        const Download download = downloadFrom(server);
        const Result<void> first = fetch(download, {}, {});
        QVERIFY(!first);
        QCOMPARE(first.error().code, ErrorCode::Offline);
        const QByteArray kept = readFile(part()); // the network may drop what it had not handed over
        QVERIFY(!kept.isEmpty() && m_content.chopped(1'000'000).startsWith(kept));
        QVERIFY(!QFile::exists(download.target));

        QVERIFY(fetch(download, {}, {}));
        QCOMPARE(readFile(download.target), m_content);
        QCOMPARE(server.requests().last().range, "bytes=" + QByteArray::number(kept.size()) + "-");
    }

    void aFullDiskKeepsWhatHasCome()
    {
        const HttpServer server([&](const HttpRequest &request) {
            return HttpAnswer{request.range.isEmpty() ? whole(m_content) : rest(m_content, request)};
        });
        const Download download = downloadFrom(server);
        {
            const FullDisk disk(1'000'000);
            const Result<void> first = fetch(download, {}, {});
            QVERIFY(!first);
            QCOMPARE(first.error().code, ErrorCode::WriteFailed);
            QVERIFY2(first.error().message.contains(QStringLiteral("free some disk space")),
                     qPrintable(first.error().message));
        }
        QVERIFY(!QFile::exists(download.target));
        QCOMPARE(readFile(part()), m_content.first(1'000'000));
        QVERIFY(fetch(download, {}, {}));
        QCOMPARE(readFile(download.target), m_content);
        QCOMPARE(server.requests().last().range, "bytes=1000000-");
    }

    void startsAgainWhereTheServerKnowsNoRanges()
    {
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{whole(m_content)}; });
        writeFile(part(), m_content.first(1000));
        const Download download = downloadFrom(server);
        QVERIFY(fetch(download, {}, {}));
        QCOMPARE(readFile(download.target), m_content);
    }

    void startsAgainWhereTheRangeIsRefusedOrWrong_data()
    {
        QTest::addColumn<QByteArray>("refusal");
        QTest::newRow("416") << HttpServer::response("416 Range Not Satisfiable", "Content-Length: 0\r\n",
                                                     {});
        QTest::newRow("another range") << HttpServer::response(
            "206 Partial Content", "Content-Length: 5\r\nContent-Range: bytes 3-7/8\r\n", "abcde");
        QTest::newRow("no range") << HttpServer::response("206 Partial Content", "Content-Length: 5\r\n",
                                                          "abcde");
    }
    void startsAgainWhereTheRangeIsRefusedOrWrong()
    {
        QFETCH(QByteArray, refusal);
        const HttpServer server([&](const HttpRequest &request) {
            return HttpAnswer{request.range.isEmpty() ? whole(m_content) : refusal};
        });
        writeFile(part(), m_content + "too much");
        const Download download = downloadFrom(server);
        const Result<void> result = fetch(download, {}, {});
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QCOMPARE(readFile(download.target), m_content);
    }

    void aSpoiltPartIsThrownAway()
    {
        const HttpServer server([&](const HttpRequest &request) {
            return HttpAnswer{request.range.isEmpty() ? whole(m_content) : rest(m_content, request)};
        });
        writeFile(part(), QByteArray(1000, 'x'));
        const Download download = downloadFrom(server);
        QVERIFY(fetch(download, {}, {}));
        QCOMPARE(readFile(download.target), m_content);
        QCOMPARE(server.requests().size(), 2);
    }

    void aWrongChecksumKeepsNothing()
    {
        QByteArray wrong = m_content;
        wrong[17] = '!';
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{whole(wrong)}; });
        const Download download = downloadFrom(server);
        const Result<void> result = fetch(download, {}, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Corrupt);
        QVERIFY(!QFile::exists(download.target));
        QVERIFY(!QFile::exists(part()));
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("reason");
        QTest::newRow("404") << HttpServer::response("404 Not Found", "Content-Length: 4\r\n", "none")
                             << "status 404";
        QTest::newRow("503") << HttpServer::response("503 Busy", "Content-Length: 0\r\n", {}) << "status 503";
        QTest::newRow("too long, announced") << whole(QByteArray(11'000'000, 'x')) << "more than";
        QTest::newRow("too long, unannounced")
            << HttpServer::response("200 OK", {}, QByteArray(11'000'000, 'x')) << "more than";
        QTest::newRow("not HTTP") << QByteArray("220 smtp ready\r\n") << "";
        QTest::newRow("nothing") << QByteArray() << "";
    }
    void refusals()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, reason);
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{answer}; });
        const Download download = downloadFrom(server);
        const Result<void> result = fetch(download, {}, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Offline);
        QVERIFY2(result.error().message.contains(reason), qPrintable(result.error().message));
        QVERIFY(!QFile::exists(download.target));
        QVERIFY(QFile(part()).size() <= download.maximumBytes);
    }

    void redirectsEnd()
    {
        HttpServer server([&](const HttpRequest &request) {
            return HttpAnswer{HttpServer::response(
                "302 Found", "Location: /x" + request.path.mid(1) + "\r\nContent-Length: 0\r\n", {})};
        });
        QVERIFY(!fetch(downloadFrom(server), {}, {}));
        QVERIFY(server.requests().size() < 10);
    }

    void aSilentServerTimesOut()
    {
        const HttpServer server([&](const HttpRequest &) {
            return HttpAnswer{whole(m_content).first(1'500'000), true};
        });
        Download download = downloadFrom(server);
        download.timeout = std::chrono::milliseconds(300);
        const Result<void> result = fetch(download, {}, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Offline);
        QVERIFY(result.error().message.contains(QStringLiteral("in time")));
        QVERIFY(QFile(part()).size() > 1'000'000); // kept for the next attempt
    }

    void cancelEndsAHangingDownload()
    {
        const HttpServer server([&](const HttpRequest &) {
            return HttpAnswer{whole(m_content).first(1'500'000), true};
        });
        CancelSource source;
        qint64 heard = 0;
        const auto progress = [&](const Progress &now) {
            heard = std::max(heard, now.done);
            if (now.done > 1'000'000) {
                QCOMPARE(now.total, m_content.size());
                source.cancel();
            }
        };
        const Result<void> result = fetch(downloadFrom(server), progress, source.token());
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
        QVERIFY(heard > 1'000'000);
    }

    void plainHttpIsForThisComputerOnly()
    {
        Download download;
        download.url = QUrl(QStringLiteral("http://example.org/file.pth"));
        download.target = m_folder->filePath(QStringLiteral("file.pth"));
        const Result<void> result = fetch(download, {}, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::InvalidInput);
    }

    void offlineSaysWhatToDo()
    {
        WeightsSource source;
        source.base = QUrl(QStringLiteral("http://127.0.0.1:1/models/")); // nothing listens there
        const Result<QString> result = imagenetWeights(Arch::ResNet34, {}, {}, source);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Offline);
        QVERIFY(result.error().message.contains(QStringLiteral("resnet34-b627a593.pth")));
        QVERIFY(result.error().message.contains(
            QStringLiteral("http://127.0.0.1:1/models/resnet34-b627a593.pth")));
        QVERIFY(result.error().message.contains(m_folder->path()));
    }

    void aDamagedFileIsSaid()
    {
        writeFile(m_folder->filePath(QStringLiteral("resnet34-b627a593.pth")), "not these weights");
        const Result<QString> result = imagenetWeights(Arch::ResNet34);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Corrupt);
        QVERIFY(result.error().message.contains(QStringLiteral("resnet34-b627a593.pth")));
    }

    /// The official files are too large for a test, so the check is cheated: a file that was found good is
    /// not read again while its size and time of change stay the same.
    void aCheckedFileIsNotReadAgain()
    {
        const QString path = m_folder->filePath(QStringLiteral("resnet18-f37072fd.pth"));
        writeFile(path, "as if these were weights");
        const QFileInfo info(path);
        QVERIFY(QDir().mkpath(cacheDirectory()));
        writeFile(cacheDirectory() + QStringLiteral("/checked-weights.json"),
                  QStringLiteral("{\"%1\": \"%2 %3\"}")
                      .arg(info.absoluteFilePath())
                      .arg(info.size())
                      .arg(info.lastModified().toMSecsSinceEpoch())
                      .toUtf8());
        const Result<QString> result = imagenetWeights(Arch::ResNet18);
        QVERIFY(result);
        QCOMPARE(*result, info.absoluteFilePath());

        writeFile(path, "changed since then");
        QVERIFY(!imagenetWeights(Arch::ResNet18));
    }
};

QTEST_GUILESS_MAIN(TestWeightsFile)
#include "tst_weightsfile.moc"
