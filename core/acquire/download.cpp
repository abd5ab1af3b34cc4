// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/download.h"
#include "core/base/text.h"

#include "core/acquire/address.h"
#include "core/acquire/transfer.h"
#include "core/base/outside.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QLockFile>
#include <QThread>

#include <atomic>
#include <limits>
#include <memory>

namespace cairn {

namespace {

constexpr int lockPollMs = 50;

/// Where weights come from is set by the user or built in.
QSet<QString> trusted(const QUrl &url)
{
    return {authorityOf(url)};
}

Error cancelledError()
{
    return {ErrorCode::Cancelled, Text::tr("The download was canceled.")};
}

/// Bytes so far, told from the network's thread to the caller's.
struct Tally
{
    std::atomic<qint64> done = 0;
    std::atomic<qint64> total = 0;
};

/// Downloads, checks, renames. The second attempt is for a part file that the server (or the checksum) did
/// not agree with.
Result<void> fetchAndCheck(const Download &download, Tally &tally, const CancelToken &cancel)
{
    const QString part = download.target + QStringLiteral(".part");
    const QFileInfo place(part);
    const auto folder = Folder::open(place.absolutePath());
    if (!folder)
        return folder.error();
    TransferRequest request;
    request.url = download.url;
    request.folder = *folder;
    request.file = place.fileName();
    request.maximumBytes = download.maximumBytes;
    request.timeout = download.timeout;
    request.trusted = trusted(download.url);
    const auto tell = [&](qint64 done, qint64 total) {
        tally.done = done;
        tally.total = total;
    };
    for (int attempt = 0; attempt < 2; ++attempt) {
        const bool resumed = folder->size(request.file) > 0;
        const TransferResult transfer = runTransfer(request, cancel, tell);
        if (transfer.startAgain)
            continue;
        if (transfer.error && transfer.error->code == ErrorCode::WriteFailed)
            return Error{ErrorCode::WriteFailed,
                         Text::tr("%1; free some disk space or check the folder's permissions, then resume.")
                             .arg(transfer.error->message),
                         transfer.error->detail};
        if (transfer.error)
            return transfer.error->code == ErrorCode::Cancelled ? cancelledError() : *transfer.error;
        const Result<bool> good = hasChecksum(part, download.checksum, cancel);
        if (!good)
            return good.error();
        if (*good)
            return folder->moveHere(folder->path(request.file), QFileInfo(download.target).fileName());
        if (const auto removed = folder->remove(request.file); !removed || !resumed)
            break;
    }
    return Error{ErrorCode::Corrupt,
                 Text::tr("The file from %1 does not match the checksum %2 and was discarded.")
                     .arg(download.url.toString(), QString::fromLatin1(download.checksum))};
}

} // namespace

Result<bool> hasChecksum(const QString &file, const QByteArray &checksum, const CancelToken &cancel)
{
    const auto opened = openOutside(file, std::numeric_limits<qint64>::max());
    if (!opened)
        return opened.error();
    QFile &in = **opened;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray buffer(1 << 20, Qt::Uninitialized);
    for (qint64 read = 1; read > 0;) {
        if (cancel.cancelled())
            return cancelledError();
        read = in.read(buffer.data(), buffer.size());
        if (read < 0)
            return Error{ErrorCode::ReadFailed, Text::tr("%1 cannot be read.").arg(file), in.errorString()};
        hash.addData(QByteArrayView(buffer.constData(), read));
    }
    return hash.result().toHex().startsWith(checksum);
}

Result<void> fetch(const Download &download, const ProgressCallback &progress, const CancelToken &cancel)
{
    if (const QString refusal = refusalOf(download.url, trusted(download.url)); !refusal.isEmpty())
        return Error{ErrorCode::InvalidInput, refusal + QLatin1Char('.')};
    // Another Cairn may be fetching the same file.
    // by name: among the user's weights
    QLockFile lock(download.target + QStringLiteral(".lock"));
    lock.setStaleLockTime(std::chrono::milliseconds(0));
    while (!lock.tryLock(lockPollMs)) {
        if (lock.error() != QLockFile::LockFailedError)
            return Error{ErrorCode::WriteFailed, Text::tr("%1 cannot be written.").arg(download.target)};
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
