// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/transfer.h"
#include "core/base/text.h"

#include "core/acquire/address.h"
#include "core/acquire/useragent.h"

#include <QDateTime>
#include <QEventLoop>
#include <QHostAddress>
#include <QHostInfo>
#include <QLocale>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QTimeZone>

#include <array>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int pollMs = 50;
constexpr int maximumRedirects = 5;
constexpr qint64 readAhead = 1 << 20;

bool isTransientStatus(int status)
{
    static constexpr std::array statuses{408, 425, 429, 500, 502, 503, 504};
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// Errors of Qt that another attempt does not change.
bool isLastingError(QNetworkReply::NetworkError error)
{
    return error == QNetworkReply::ProtocolUnknownError || error == QNetworkReply::SslHandshakeFailedError
        || error == QNetworkReply::TooManyRedirectsError || error == QNetworkReply::InsecureRedirectError;
}

} // namespace

std::optional<std::chrono::milliseconds> parseRetryAfter(const QByteArray &value)
{
    const QByteArray text = value.trimmed();
    bool isNumber = false;
    if (const qint64 seconds = text.toLongLong(&isNumber); isNumber)
        return seconds < 0 || seconds > 10'000'000
            ? std::nullopt
            : std::optional<std::chrono::milliseconds>(std::chrono::seconds(seconds));
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(text), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (!date.isValid())
        return {};
    date.setTimeZone(QTimeZone::utc());
    return std::chrono::milliseconds(std::max<qint64>(0, QDateTime::currentDateTimeUtc().msecsTo(date)));
}

Transfer::Transfer(QNetworkAccessManager &network, TransferRequest request, QObject *parent)
    : QObject(parent)
    , m_network(network)
    , m_request(std::move(request))
{
    m_silence.setSingleShot(true);
    m_longest.setSingleShot(true);
    m_silence.setInterval(m_request.timeout);
    m_longest.setInterval(m_request.longest);
    const auto timeOut
        = [this] { fail(ErrorCode::Offline, Text::tr("the server did not answer in time"), true); };
    connect(&m_silence, &QTimer::timeout, this, timeOut);
    connect(&m_longest, &QTimer::timeout, this, timeOut);
}

Transfer::~Transfer()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
    }
}

void Transfer::start()
{
    if (m_request.folder) {
        auto file = m_request.folder->append(m_request.file);
        if (!file)
            return failWriting(file.error().message);
        m_file = *std::move(file);
    }
    m_start = m_done = m_file ? m_file->size() : 0;
    m_silence.start();
    if (m_request.longest.count() > 0)
        m_longest.start();
    m_url = m_request.url;
    check(m_url, [this] { send(); });
}

void Transfer::cancel()
{
    fail(ErrorCode::Cancelled, Text::tr("it was canceled"));
}

// A name may point anywhere, so it is resolved and what comes out is judged. A name that cannot be resolved
// is left to the request itself: behind a proxy only the proxy can.
void Transfer::check(const QUrl &url, const std::function<void()> &proceed)
{
    const QString refusal = refusalOf(url, m_request.trusted);
    if (!refusal.isEmpty())
        return fail(ErrorCode::InvalidInput, refusal);
    if (!QHostAddress(url.host()).isNull() || m_request.trusted.contains(authorityOf(url)))
        return proceed();
    QHostInfo::lookupHost(url.host(), this, [this, url, proceed](const QHostInfo &info) {
        if (m_finished)
            return;
        const QList<QHostAddress> addresses = info.addresses();
        if (std::any_of(addresses.begin(), addresses.end(), isPrivateAddress))
            return fail(ErrorCode::InvalidInput,
                        Text::tr("%1 is an address inside this computer or local network").arg(url.host()));
        proceed();
    });
}

QNetworkReply *Transfer::makeReply()
{
    QNetworkRequest request(m_url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setRawHeader("User-Agent", userAgent(m_request.contact));
    // A range of a compressed stream could not be appended to a file, and images do not get smaller. Where
    // nothing is said here Qt asks for gzip and unfolds it.
    if (!m_request.compressed || m_file)
        request.setRawHeader("Accept-Encoding", "identity");
    request.setDecompressedSafetyCheckThreshold(-1); // ours is maximumBytes, and says what is wrong
    if (m_start > 0)
        request.setRawHeader("Range", "bytes=" + QByteArray::number(m_start) + '-');
    return m_network.get(request);
}

void Transfer::send()
{
    m_reply.reset(makeReply());
    m_reply->setReadBufferSize(readAhead);
    connect(m_reply.get(), &QNetworkReply::readyRead, this, &Transfer::receive);
    connect(m_reply.get(), &QNetworkReply::finished, this, &Transfer::judge);
}

bool redirectIsSafe(const QUrl &from, const QUrl &to)
{
    return from.scheme() != u"https" || to.scheme() == u"https";
}

// Not left to Qt: its policy of asking first (6.4) asks once more for each redirect that went before.
void Transfer::redirect()
{
    const QUrl target
        = m_url.resolved(QUrl(QString::fromUtf8(m_reply->rawHeader("Location")), QUrl::StrictMode));
    if (++m_redirects > maximumRedirects)
        return fail(ErrorCode::Offline, Text::tr("the server redirects too many times"));
    if (!redirectIsSafe(m_url, target))
        return fail(ErrorCode::InvalidInput,
                    Text::tr("the server redirects from https to %1").arg(target.scheme()));
    dropReply();
    m_answered = false;
    m_url = target;
    check(target, [this] { send(); });
}

void Transfer::dropReply()
{
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply.release()->deleteLater(); // we may be in one of its signals
}

void Transfer::receive()
{
    if (m_finished)
        return;
    m_silence.start();
    if (!m_answered && !readAnswer())
        return;
    // Not readAll(): a compressed answer may unfold to anything.
    const QByteArray bytes = m_reply->read(std::max<qint64>(0, m_request.maximumBytes - m_done) + 1);
    if (m_done + bytes.size() > m_request.maximumBytes)
        return fail(ErrorCode::Offline,
                    Text::tr("the server sent more than %1 bytes").arg(m_request.maximumBytes));
    if (isRedirect(m_result.status))
        return;
    m_done += bytes.size();
    if (!m_file)
        m_result.body += bytes;
    else if (m_result.status < 400 && (m_file->write(bytes) != bytes.size() || !m_file->flush()))
        failWriting();
}

/// Looks at status and headers once they are there. False: there is nothing to keep.
bool Transfer::readAnswer()
{
    m_answered = true;
    m_result.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QList<QNetworkReply::RawHeaderPair> pairs = m_reply->rawHeaderPairs();
    for (const auto &[name, value] : pairs)
        m_result.headers.insert(name.toLower(), value);
    m_result.retryAfter = parseRetryAfter(m_result.headers.value("retry-after"));
    // The length of a compressed answer is that of its bytes on the way.
    const bool unfolded = m_request.compressed && m_result.headers.contains("content-encoding");
    const qint64 length = unfolded ? 0 : m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (m_result.status == 206)
        return readRange();
    if (m_result.status != 200) // a refusal's text is worth reading, but not worth keeping
        return !m_file;
    if (m_start > 0 && !m_file->resize(0)) {
        failWriting();
        return false;
    }
    m_start = m_done = 0;
    m_total = length;
    return true;
}

bool Transfer::readRange()
{
    static const QRegularExpression pattern(u"^bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})$"_s);
    const auto match = pattern.match(QString::fromLatin1(m_reply->rawHeader("Content-Range")));
    if (!match.hasMatch() || match.captured(1).toLongLong() != m_start) {
        startAgain();
        return false;
    }
    m_total = match.captured(2).toLongLong();
    return true;
}

void Transfer::startAgain()
{
    if (m_file && !m_file->resize(0))
        return failWriting();
    m_result.startAgain = true;
    fail(ErrorCode::Offline, Text::tr("the server cannot resume the download"), true);
}

void Transfer::judge()
{
    if (m_finished)
        return;
    if (m_reply->bytesAvailable() > 0)
        receive();
    else if (!m_answered)
        readAnswer(); // an answer without a body
    if (m_finished)
        return;
    const int status = m_result.status;
    if (isRedirect(status) && m_reply->hasRawHeader("Location"))
        return redirect();
    if (status == 416 && m_start > 0)
        return startAgain();
    if (status != 0 && status != 200 && status != 206)
        return fail(ErrorCode::Offline, Text::tr("the server answered with status %1").arg(status),
                    isTransientStatus(status));
    if (m_reply->error() != QNetworkReply::NoError)
        return fail(ErrorCode::Offline, Text::tr("the server could not be reached or the connection broke"),
                    !isLastingError(m_reply->error()), m_reply->errorString());
    if (m_total > 0 && m_done != m_total)
        return fail(ErrorCode::Offline, Text::tr("the connection ended too early"), true);
    finish();
}

void Transfer::fail(ErrorCode code, const QString &reason, bool transient, const QString &detail)
{
    if (m_finished)
        return;
    m_result.error = Error{code, reason, detail};
    m_result.transient = transient;
    finish();
}

void Transfer::failWriting(const QString &detail)
{
    // Qt has no text for a write that fails while it empties its buffer: "Unknown error".
    fail(ErrorCode::WriteFailed, Text::tr("%1 cannot be written").arg(m_request.folder->path(m_request.file)),
         false, m_file ? m_file->errorString() : detail);
}

void Transfer::finish()
{
    m_finished = true;
    m_silence.stop();
    m_longest.stop();
    if (m_file)
        m_file->close();
    if (m_reply)
        dropReply();
    QMetaObject::invokeMethod(this, &Transfer::finished, Qt::QueuedConnection);
}

TransferResult runTransfer(const TransferRequest &request, const CancelToken &cancel,
                           const std::function<void(qint64, qint64)> &progress)
{
    QNetworkAccessManager network;
    Transfer transfer(network, request);
    QEventLoop loop;
    QTimer poll;
    QObject::connect(&transfer, &Transfer::finished, &loop, &QEventLoop::quit);
    QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
        if (progress)
            progress(transfer.done(), transfer.total());
        if (cancel.cancelled())
            transfer.cancel();
    });
    poll.start(pollMs);
    transfer.start();
    loop.exec();
    return transfer.result();
}

} // namespace cairn
