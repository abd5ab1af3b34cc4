// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/downloadqueue.h"
#include "core/base/text.h"

#include "core/acquire/downloadworker.h"
#include "core/acquire/providers/search.h"

#include <QEventLoop>
#include <QThread>

#include <cmath>
#include <limits>
#include <numeric>

using namespace Qt::StringLiterals;

namespace cairn {

DownloadOptions DownloadOptions::fromEnvironment()
{
    DownloadOptions options;
    options.scale = SearchPace::fromEnvironment().scale;
    return options;
}

qint64 DownloadStatus::total() const
{
    return std::accumulate(counts.begin(), counts.end(), qint64(0)) - count(DownloadState::Cancelled);
}

double DownloadStatus::secondsLeft() const
{
    if (!running || imagesPerSecond <= 0)
        return std::numeric_limits<double>::quiet_NaN();
    return double(left()) / imagesPerSecond;
}

DownloadQueue::DownloadQueue(std::shared_ptr<const Project> project, DownloadOptions options, QObject *parent)
    : QObject(parent)
    , m_thread(std::make_unique<QThread>())
    , m_worker(new DownloadWorker(std::move(project), options))
{
    qRegisterMetaType<std::vector<DownloadRecord>>();
    qRegisterMetaType<DownloadStatus>();
    qRegisterMetaType<Error>();
    m_thread->setObjectName(u"downloads"_s);
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::started, m_worker, &DownloadWorker::open);
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &DownloadWorker::loaded, this, &DownloadQueue::loaded);
    connect(m_worker, &DownloadWorker::changed, this, &DownloadQueue::changed);
    connect(m_worker, &DownloadWorker::statusChanged, this, &DownloadQueue::statusChanged);
    connect(m_worker, &DownloadWorker::failed, this, &DownloadQueue::failed);
    connect(m_worker, &DownloadWorker::finished, this, &DownloadQueue::finished);
    connect(m_worker, &DownloadWorker::previewFetched, this, &DownloadQueue::previewFetched);
    m_thread->start();
}

DownloadQueue::~DownloadQueue()
{
    m_thread->quit();
    m_thread->wait();
}

void DownloadQueue::start()
{
    QMetaObject::invokeMethod(m_worker, &DownloadWorker::start, Qt::QueuedConnection);
}
void DownloadQueue::stop()
{
    QMetaObject::invokeMethod(m_worker, &DownloadWorker::stop, Qt::QueuedConnection);
}
void DownloadQueue::retryFailed()
{
    QMetaObject::invokeMethod(m_worker, &DownloadWorker::retryFailed, Qt::QueuedConnection);
}
void DownloadQueue::cancelWaiting()
{
    QMetaObject::invokeMethod(m_worker, &DownloadWorker::cancelWaiting, Qt::QueuedConnection);
}
void DownloadQueue::removeSettled()
{
    QMetaObject::invokeMethod(m_worker, &DownloadWorker::removeSettled, Qt::QueuedConnection);
}

void DownloadQueue::fetchPreviews(const std::vector<FoundImage> &images)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, images] { worker->fetchPreviews(images); }, Qt::QueuedConnection);
}

Result<DownloadStatus> runDownloads(std::shared_ptr<const Project> project, const DownloadOptions &options,
                                    const ProgressCallback &progress, const CancelToken &cancel)
{
    DownloadQueue queue(std::move(project), options);
    QEventLoop loop;
    QTimer poll;
    DownloadStatus status;
    std::optional<Error> error;
    QObject::connect(&queue, &DownloadQueue::statusChanged, &loop, [&](const DownloadStatus &now) {
        status = now;
        if (progress)
            progress({now.total() - now.left(), now.total(),
                      now.pause.isEmpty() ? Text::tr("Downloading images") : now.pause});
    });
    QObject::connect(&queue, &DownloadQueue::failed, &loop, [&](const Error &what) {
        error = what;
        loop.quit();
    });
    QObject::connect(&queue, &DownloadQueue::finished, &loop, &QEventLoop::quit);
    QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
        if (cancel.cancelled())
            loop.quit();
    });
    poll.start(50);
    queue.start();
    loop.exec();
    if (error)
        return *error;
    if (cancel.cancelled())
        return Error{ErrorCode::Cancelled,
                     Text::tr("Canceled: downloaded images are kept; the rest stays in the queue.")};
    return status;
}

} // namespace cairn
