// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/learn/arch.h"

#include <chrono>
#include <QUrl>

namespace cairn {

/// An official ImageNet weight file of torchvision. The name ends in the first 8 hex digits of the file's
/// SHA-256.
struct WeightsFile
{
    QString name; ///< "resnet34-b627a593.pth"
    QByteArray checksum; ///< "b627a593"
};

/// The files that hold an architecture's weights, the one to download first. Plain networks have none.
QList<WeightsFile> imagenetFiles(Arch arch);

struct WeightsSource
{
    QUrl base = QUrl(QStringLiteral(
        "https://download.pytorch.org/models/")); ///< HTTPS; HTTP only for this computer (127.0.0.1, ::1)
    std::chrono::milliseconds timeout{30000}; ///< without a byte from the server
    qint64 maximumBytes = 1000LL * 1000 * 1000; ///< a longer answer is refused

    /// The default, or what $CAIRN_WEIGHTS_URL says.
    static WeightsSource fromEnvironment();
};

/// The path of a checked weight file for `arch` that lies in weightsDirectories(); empty where there is none.
/// Downloads nothing. Reads the file the first time it sees it. Error Cancelled.
Result<QString> localImagenetWeights(Arch arch, const CancelToken &cancel = {});

/// The path of a checked weight file for `arch`: one that lies in weightsDirectories(), otherwise downloaded
/// to the last of them (the cache). An interrupted download goes on where it stopped. Blocks, without running
/// events of the calling thread, which also hears the progress (in bytes; nothing when the file is there).
/// Errors: NotFound (a plain network), Offline (message: the file's name, where to get it, where to put it),
/// Corrupt (wrong checksum), WriteFailed, Cancelled.
Result<QString> imagenetWeights(Arch arch, const ProgressCallback &progress = {},
                                const CancelToken &cancel = {},
                                const WeightsSource &source = WeightsSource::fromEnvironment());

} // namespace cairn
