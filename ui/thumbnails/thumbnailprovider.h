// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <QCache>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QThreadPool>
#include <QTimer>

namespace cairn {

/// Thumbnails for the views, made on worker threads. GUI thread. Asking is asking for it to be made: what was
/// asked for last comes first, and what has scrolled away is forgotten, so a fast scroll through 100,000
/// images decodes only what is looked at.
class ThumbnailProvider : public QObject
{
    Q_OBJECT
public:
    explicit ThumbnailProvider(QObject *parent = nullptr);
    ~ThumbnailProvider() override;

    static constexpr int cacheBytes = 256 * 1000 * 1000;
    static constexpr std::size_t waitingLimit = 400; ///< older requests are dropped

    /// The image, or a null pixmap while it is made (ready() tells) or when it cannot be.
    QPixmap pixmap(const QString &path);
    bool failed(const QString &path) const { return m_failed.contains(path); }

    int decoded() const { return m_decoded; } ///< for tests: thumbnails made so far

Q_SIGNALS:
    void ready(const QSet<QString> &paths); ///< at most 20 times a second

private:
    struct Queue;
    void arrived(const QString &path, const QImage &image);

    std::shared_ptr<Queue> m_queue;
    QCache<QString, QPixmap> m_cache;
    QSet<QString> m_failed;
    QSet<QString> m_fresh;
    QThreadPool m_pool;
    QTimer m_coalesce;
    int m_decoded = 0;
};

} // namespace cairn
