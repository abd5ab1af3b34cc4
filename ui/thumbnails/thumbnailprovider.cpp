// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/thumbnails/thumbnailprovider.h"

#include "core/base/cores.h"
#include "core/imaging/thumbnail.h"

#include <deque>
#include <mutex>

namespace cairn {

// What waits, newest last, and what is being made. Shared with the workers.
struct ThumbnailProvider::Queue
{
    std::mutex mutex;
    std::deque<QString> waiting;
    QSet<QString> known; // waiting or in hand
    bool closing = false;

    /// False where it is waiting already (it moves to the front) or in hand.
    bool push(const QString &path)
    {
        const std::lock_guard lock(mutex);
        if (known.contains(path)) {
            const auto found = std::find(waiting.begin(), waiting.end(), path);
            if (found != waiting.end()) {
                waiting.erase(found);
                waiting.push_back(path);
            }
            return false;
        }
        known.insert(path);
        waiting.push_back(path);
        if (waiting.size() > waitingLimit) {
            known.remove(waiting.front());
            waiting.pop_front();
        }
        return true;
    }

    QString pop()
    {
        const std::lock_guard lock(mutex);
        if (closing || waiting.empty())
            return {};
        QString path = std::move(waiting.back());
        waiting.pop_back();
        return path;
    }

    void finish(const QString &path)
    {
        const std::lock_guard lock(mutex);
        known.remove(path);
    }
};

ThumbnailProvider::ThumbnailProvider(QObject *parent)
    : QObject(parent)
    , m_queue(std::make_shared<Queue>())
    , m_cache(cacheBytes)
{
    m_pool.setObjectName(QStringLiteral("thumbnails"));
    m_pool.setMaxThreadCount(availableCores());
    m_pool.setThreadPriority(QThread::LowPriority);
    m_coalesce.setInterval(50);
    m_coalesce.setSingleShot(true);
    connect(&m_coalesce, &QTimer::timeout, this, [this] { Q_EMIT ready(std::exchange(m_fresh, {})); });
}

ThumbnailProvider::~ThumbnailProvider()
{
    {
        const std::lock_guard lock(m_queue->mutex);
        m_queue->closing = true;
    }
    m_pool.clear();
    m_pool.waitForDone();
}

QPixmap ThumbnailProvider::pixmap(const QString &path)
{
    if (const QPixmap *cached = m_cache.object(path))
        return *cached;
    if (m_failed.contains(path) || !m_queue->push(path))
        return {};
    // One task a request; each takes whatever is wanted most when its turn comes.
    m_pool.start([this, queue = m_queue] {
        const QString wanted = queue->pop();
        if (wanted.isEmpty())
            return;
        const Result<QImage> made = thumbnail(wanted);
        queue->finish(wanted);
        const QImage image = made ? *made : QImage();
        QMetaObject::invokeMethod(
            this, [this, wanted, image] { arrived(wanted, image); }, Qt::QueuedConnection);
    });
    return {};
}

void ThumbnailProvider::arrived(const QString &path, const QImage &image)
{
    ++m_decoded;
    if (image.isNull())
        m_failed.insert(path);
    else
        m_cache.insert(path, new QPixmap(QPixmap::fromImage(image)), int(image.sizeInBytes()));
    m_fresh.insert(path);
    if (!m_coalesce.isActive())
        m_coalesce.start();
}

} // namespace cairn
