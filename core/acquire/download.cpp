#include "core/acquire/download.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QFile>
#include <QHostAddress>
#include <QLockFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <memory>

namespace cairn {

namespace {

constexpr int pollMs = 50;
constexpr int maximumRedirects = 5;

Error cancelledError()
{
    return {ErrorCode::Cancelled, QStringLiteral("The download was cancelled.")};
}

bool isTrusted(const QUrl &url)
{
    return url.scheme() == QLatin1String("https")
        || (url.scheme() == QLatin1String("http") && QHostAddress(url.host()).isLoopback());
}

/// Bytes so far, told from the network's thread to the caller's.
struct Tally
{
    std::atomic<qint64> done = 0;
    std::atomic<qint64> total = 0;
};

/// One GET into the part file. Lives on the network's thread.
class Transfer
{
public:
    enum class Outcome {
        Complete,
        StartAgain, ///< the server does not go on from here: the part file was emptied
    };

    Transfer(const Download &download, Tally &tally, const CancelToken &cancel)
        : m_download(download)
        , m_tally(tally)
        , m_cancel(cancel)
        , m_file(download.target + QStringLiteral(".part"))
    {
    }

    Result<Outcome> run()
    {
        if (!m_file.open(QIODevice::WriteOnly | QIODevice::Append))
            return writeError();
        m_start = m_file.size();
        QNetworkAccessManager network;
        m_reply.reset(network.get(request()));
        m_reply->setReadBufferSize(1 << 20);
        wait();
        m_reply->disconnect();
        const Result<Outcome> outcome = judge();
        m_reply->abort();
        m_reply.reset();
        return outcome;
    }

private:
    QNetworkRequest request() const
    {
        QNetworkRequest request(m_download.url);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                             QNetworkRequest::NoLessSafeRedirectPolicy);
        request.setMaximumRedirectsAllowed(maximumRedirects);
        request.setRawHeader("User-Agent", "Cairn");
        request.setRawHeader("Accept-Encoding",
                             "identity"); // a range of a compressed stream could not be appended
        if (m_start > 0)
            request.setRawHeader("Range", "bytes=" + QByteArray::number(m_start) + '-');
        return request;
    }

    /// Until the reply is finished, has failed, was silent for too long or is not wanted any more.
    void wait()
    {
        QEventLoop loop;
        QTimer poll;
        m_silence.setRemainingTime(m_download.timeout);
        QObject::connect(m_reply.get(), &QNetworkReply::readyRead, &loop, [&] {
            if (!receive())
                loop.quit();
        });
        QObject::connect(m_reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
        QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
            m_timedOut = m_silence.hasExpired();
            if (m_timedOut || m_cancel.cancelled())
                loop.quit();
        });
        poll.start(pollMs);
        if (!m_reply->isFinished())
            loop.exec();
        if (!m_failure && !m_startAgain && m_reply->bytesAvailable() > 0)
            receive();
    }

    /// Moves what has come into the file. False ends the transfer.
    bool receive()
    {
        m_silence.setRemainingTime(m_download.timeout);
        if (!m_answered && !readAnswer())
            return false;
        const QByteArray bytes = m_reply->readAll();
        if (m_file.size() + bytes.size() > m_download.maximumBytes) {
            m_failure
                = Error{ErrorCode::Offline,
                        QStringLiteral("the server sent more than %1 bytes").arg(m_download.maximumBytes)};
            return false;
        }
        if (m_file.write(bytes) != bytes.size() || !m_file.flush()) {
            m_failure = writeError();
            return false;
        }
        m_tally.done = m_file.size();
        return true;
    }

    /// Looks at status and headers once they are there. False: there is nothing to append.
    bool readAnswer()
    {
        m_answered = true;
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        const qint64 length = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
        if (status == 206)
            return readRange();
        if (status != 200) // finished() reports it
            return false;
        if (m_start > 0 && !m_file.resize(0)) {
            m_failure = writeError();
            return false;
        }
        m_tally.total = length;
        return true;
    }

    bool readRange()
    {
        static const QRegularExpression pattern(QStringLiteral("^bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})$"));
        const auto match = pattern.match(QString::fromLatin1(m_reply->rawHeader("Content-Range")));
        if (!match.hasMatch() || match.captured(1).toLongLong() != m_start) {
            startAgain();
            return false;
        }
        m_tally.total = match.captured(2).toLongLong();
        return true;
    }

    void startAgain()
    {
        m_startAgain = true;
        if (!m_file.resize(0))
            m_failure = writeError();
    }

    Result<Outcome> judge()
    {
        if (!m_answered)
            readAnswer(); // an answer without a body
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status == 416 && m_start > 0)
            startAgain();
        if (m_failure)
            return *m_failure;
        if (m_startAgain)
            return Outcome::StartAgain;
        if (m_cancel.cancelled())
            return cancelledError();
        if (m_timedOut)
            return Error{ErrorCode::Offline, QStringLiteral("the server did not answer in time")};
        if (status >= 400 || (status != 0 && status != 200 && status != 206))
            return Error{ErrorCode::Offline,
                         QStringLiteral("the server answered with status %1").arg(status)};
        if (m_reply->error() != QNetworkReply::NoError)
            return Error{ErrorCode::Offline,
                         QStringLiteral("the server could not be reached or the connection broke"),
                         m_reply->errorString()};
        if (m_tally.total > 0 && m_file.size() != m_tally.total)
            return Error{ErrorCode::Offline, QStringLiteral("the connection ended too early")};
        return Outcome::Complete;
    }

    Error writeError() const
    {
        return {ErrorCode::WriteFailed,
                QStringLiteral("%1 cannot be written: %2.").arg(m_file.fileName(), m_file.errorString())};
    }

    const Download &m_download;
    Tally &m_tally;
    const CancelToken m_cancel;
    QFile m_file;
    std::unique_ptr<QNetworkReply> m_reply;
    QDeadlineTimer m_silence;
    qint64 m_start = 0;
    bool m_answered = false;
    bool m_startAgain = false;
    bool m_timedOut = false;
    std::optional<Error> m_failure;
};

/// Downloads, checks, renames. The second attempt is for a part file that the server (or the checksum) did
/// not agree with.
Result<void> fetchAndCheck(const Download &download, Tally &tally, const CancelToken &cancel)
{
    const QString part = download.target + QStringLiteral(".part");
    for (int attempt = 0; attempt < 2; ++attempt) {
        const bool resumed = QFile(part).size() > 0;
        const Result<Transfer::Outcome> outcome = Transfer(download, tally, cancel).run();
        if (!outcome)
            return outcome.error();
        if (*outcome == Transfer::Outcome::StartAgain)
            continue;
        const Result<bool> good = hasChecksum(part, download.checksum, cancel);
        if (!good)
            return good.error();
        if (*good) {
            QFile::remove(download.target);
            if (!QFile::rename(part, download.target))
                return Error{ErrorCode::WriteFailed,
                             QStringLiteral("%1 cannot be written.").arg(download.target)};
            return {};
        }
        QFile::remove(part);
        if (!resumed)
            break;
    }
    return Error{ErrorCode::Corrupt,
                 QStringLiteral("What %1 sent does not have the checksum %2; nothing was kept.")
                     .arg(download.url.toString(), QString::fromLatin1(download.checksum))};
}

} // namespace

Result<bool> hasChecksum(const QString &file, const QByteArray &checksum, const CancelToken &cancel)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return Error{ErrorCode::ReadFailed, QStringLiteral("%1 cannot be read.").arg(file), in.errorString()};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray buffer(1 << 20, Qt::Uninitialized);
    for (qint64 read = 1; read > 0;) {
        if (cancel.cancelled())
            return cancelledError();
        read = in.read(buffer.data(), buffer.size());
        if (read < 0)
            return Error{ErrorCode::ReadFailed, QStringLiteral("%1 cannot be read.").arg(file),
                         in.errorString()};
        hash.addData(QByteArrayView(buffer.constData(), read));
    }
    return hash.result().toHex().startsWith(checksum);
}

Result<void> fetch(const Download &download, const ProgressCallback &progress, const CancelToken &cancel)
{
    if (!isTrusted(download.url))
        return Error{ErrorCode::InvalidInput,
                     QStringLiteral("%1 is not an https address.").arg(download.url.toString())};
    QLockFile lock(download.target + QStringLiteral(".lock")); // another Cairn may be fetching the same file
    lock.setStaleLockTime(std::chrono::milliseconds(0));
    while (!lock.tryLock(pollMs)) {
        if (lock.error() != QLockFile::LockFailedError)
            return Error{ErrorCode::WriteFailed,
                         QStringLiteral("%1 cannot be written.").arg(download.target)};
        if (cancel.cancelled())
            return cancelledError();
    }
    if (const Result<bool> there = hasChecksum(download.target, download.checksum, cancel); there && *there)
        return {};

    Tally tally;
    Result<void> result;
    const std::unique_ptr<QThread> thread(
        QThread::create([&] { result = fetchAndCheck(download, tally, cancel); }));
    thread->setObjectName(QStringLiteral("download"));
    thread->start();
    while (!thread->wait(QDeadlineTimer(100))) {
        if (progress)
            progress({tally.done, tally.total, download.url.fileName()});
    }
    return result;
}

} // namespace cairn
