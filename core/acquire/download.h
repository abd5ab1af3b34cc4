// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <chrono>
#include <QUrl>

namespace cairn {

struct Download
{
    QUrl url; ///< HTTPS; HTTP only for this computer (127.0.0.1, ::1)
    QString target; ///< its folder exists; written as <target>.part until it is complete and checked
    QByteArray checksum; ///< first hex digits of the SHA-256, lower case
    std::chrono::milliseconds timeout{30000}; ///< without a byte from the server
    qint64 maximumBytes = 0; ///< a longer answer is refused
};

/// Fetches a file; goes on where an earlier attempt stopped (<target>.part). Blocks, on a thread of its own
/// that has the event loop; the calling thread hears the progress, in bytes. Errors: Offline (the message is
/// the reason alone: "the server did not answer"), Corrupt (wrong checksum; nothing is kept), WriteFailed,
/// InvalidInput (the address), Cancelled.
Result<void> fetch(const Download &download, const ProgressCallback &progress, const CancelToken &cancel);

/// True if the file's SHA-256 begins with `checksum`. Errors: ReadFailed, Cancelled.
Result<bool> hasChecksum(const QString &file, const QByteArray &checksum, const CancelToken &cancel);

} // namespace cairn
