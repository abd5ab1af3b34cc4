// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/pace.h"
#include "core/acquire/providers/provider.h"
#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/dataset/arrival.h"
#include "core/project/project.h"

#include <array>
#include <QObject>

class QThread;

namespace cairn {

struct DownloadOptions
{
    ArrivalRules rules;
    RetryRule retry;
    double scale = 1; ///< of every wait; under 1 only against servers of one's own
    int atOnce = 6; ///< transfers in all; each service has its own limit
    qint64 largestFile = 64LL * 1000 * 1000; ///< bytes
    std::chrono::milliseconds timeout{30000}; ///< without a byte
    std::chrono::milliseconds longest{300000}; ///< for one image
    QString (*service)(const QString &host) = &serviceOf; ///< which hosts share one pace

    /// The default, with $CAIRN_PACE as SearchPace has it.
    static DownloadOptions fromEnvironment();
};

/// Where the queue stands.
struct DownloadStatus
{
    std::array<qint64, downloadStateCount> counts{}; ///< by DownloadState
    qint64 bytes = 0; ///< of everything that came
    double imagesPerSecond = 0; ///< over the last ten seconds
    double bytesPerSecond = 0;
    bool running = false; ///< started, and something waits or is fetched
    QString pause; ///< a sentence while a service has asked for silence and nothing else can be done

    qint64 count(DownloadState state) const { return counts[std::size_t(state)]; }
    qint64 left() const { return count(DownloadState::Waiting) + count(DownloadState::Fetching); }
    qint64 total() const; ///< without cancelled ones
    double secondsLeft() const; ///< NaN while nobody can know
};

/// Fetches what waits in a project's queue, on a thread of its own with its own connection to the database:
/// politely (ServicePace), with retries, going on where a transfer broke off (incoming/), and judging
/// what arrives (ArrivalProcessor). Everything is in the database at once: a kill loses nothing. Lives in the
/// thread that made it; functions return at once, signals come there, changes together at most five times a
/// second.
class DownloadQueue : public QObject
{
    Q_OBJECT
public:
    explicit DownloadQueue(std::shared_ptr<const Project> project,
                           DownloadOptions options = DownloadOptions::fromEnvironment(),
                           QObject *parent = nullptr);
    /// Stops; what was being fetched waits again. Returns within moments.
    ~DownloadQueue() override;

    void start(); ///< also after new rows were added by other means
    void stop(); ///< what is being fetched waits again
    void retryFailed(); ///< failed and cancelled ones wait again; starts
    void cancelWaiting();
    void removeSettled(); ///< takes done ones, duplicates and cancelled ones off the list
    /// Fetches images of a search to be looked at, at the same pace, in place of those asked for before.
    void fetchPreviews(const std::vector<FoundImage> &images);

Q_SIGNALS:
    void loaded(const std::vector<cairn::DownloadRecord> &rows); ///< all of them, by id
    void changed(const std::vector<cairn::DownloadRecord> &rows); ///< new or changed ones
    void statusChanged(const cairn::DownloadStatus &status);
    /// It was stopped by something that concerns every image: no network, full disk, the database.
    void failed(const cairn::Error &error);
    void finished(); ///< nothing waits and nothing is fetched any more, after start()
    /// Of fetchPreviews(): `file` is empty where it cannot be had, and `reason` says why.
    void previewFetched(const QString &address, const QString &file, const QString &reason);

private:
    friend class DownloadWorker;
    std::unique_ptr<QThread> m_thread;
    class DownloadWorker *m_worker; ///< lives in m_thread
};

/// Fetches until nothing waits, telling images done of all; what has failed says so in its row. For the
/// command line: blocks, on an event loop of its own. A cancellation leaves the rest waiting. Errors: those
/// of DownloadQueue::failed, Cancelled.
Result<DownloadStatus> runDownloads(std::shared_ptr<const Project> project, const DownloadOptions &options,
                                    const ProgressCallback &progress, const CancelToken &cancel);

} // namespace cairn
