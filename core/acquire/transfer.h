// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/folder.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QDeadlineTimer>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace cairn {

/// One GET.
struct TransferRequest
{
    QUrl url;
    std::optional<Folder> folder = {}; ///< without: the body is kept in memory
    QString file = {}; ///< in the folder: grows here, from where it ends already (Range)
    qint64 maximumBytes = 0; ///< a longer answer is refused
    std::chrono::milliseconds timeout{30000}; ///< without a byte from the server
    std::chrono::milliseconds longest{0}; ///< for the whole transfer; 0: no limit
    QSet<QString> trusted; ///< authorities (authorityOf) that may be inside this network
    QString contact = {}; ///< whom the server may ask: see useragent.h
    /// The answer may come compressed (only without a file); maximumBytes holds for what it unfolds to.
    bool compressed = false;
};

struct TransferResult
{
    std::optional<Error> error; ///< its message is the reason alone, to be built into a sentence
    bool startAgain = false; ///< what was in the file did not fit and is gone: the same request again helps
    bool transient = false; ///< trying again later may help
    int status = 0; ///< of HTTP, 0 without an answer
    std::optional<std::chrono::milliseconds> retryAfter; ///< what the server asked for
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body; ///< without a file: also of a refusal
};

/// What was asked for over https never comes from elsewhere.
bool redirectIsSafe(const QUrl &from, const QUrl &to);

/// A GET that runs on the event loop of the thread it lives in. Follows at most five redirects; every
/// address, and what its name resolves to, is checked (refusalOf) before it is asked. Says User-Agent:
/// userAgent(contact). Errors: InvalidInput (an address that is not fetched), Offline, WriteFailed,
/// Cancelled.
class Transfer : public QObject
{
    Q_OBJECT
public:
    Transfer(QNetworkAccessManager &network, TransferRequest request, QObject *parent = nullptr);
    ~Transfer() override;

    void start(); ///< once
    void cancel();
    const TransferResult &result() const { return m_result; }
    qint64 done() const { return m_done; } ///< bytes, those of an earlier attempt included
    qint64 total() const { return m_total; } ///< 0: not known

Q_SIGNALS:
    void finished(); ///< once, never from within start() or cancel()

private:
    void check(const QUrl &url, const std::function<void()> &proceed);
    void send();
    void redirect();
    void dropReply();
    void receive();
    bool readAnswer();
    bool readRange();
    void startAgain();
    void judge();
    void fail(ErrorCode code, const QString &reason, bool transient = false, const QString &detail = {});
    void failWriting(const QString &detail = {});
    void finish();
    QNetworkReply *makeReply();

    QNetworkAccessManager &m_network;
    const TransferRequest m_request;
    QUrl m_url; ///< where the redirects have led
    TransferResult m_result;
    std::unique_ptr<QNetworkReply> m_reply;
    std::unique_ptr<QFile> m_file; ///< null: in memory
    QTimer m_silence;
    QTimer m_longest;
    qint64 m_start = 0;
    qint64 m_done = 0;
    qint64 m_total = 0;
    int m_redirects = 0;
    bool m_answered = false;
    bool m_finished = false;
};

/// Retry-After: seconds, or a date of HTTP. Nothing where it is neither.
std::optional<std::chrono::milliseconds> parseRetryAfter(const QByteArray &value);

/// A transfer from beginning to end on an event loop of its own in the calling thread. `progress` gets bytes
/// done and in total.
TransferResult runTransfer(const TransferRequest &request, const CancelToken &cancel,
                           const std::function<void(qint64, qint64)> &progress = {});

} // namespace cairn
