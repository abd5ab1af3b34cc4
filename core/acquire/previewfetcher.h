// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/downloadqueue.h"
#include "core/acquire/transfer.h"

#include <QTimer>

#include <deque>
#include <map>

class QNetworkAccessManager;

namespace cairn {

/// Fetches the images of a search that a person looks at, into the preview cache. Lives in the thread of the
/// downloads and shares their pace: to a service both are one program.
class PreviewFetcher : public QObject
{
    Q_OBJECT
public:
    PreviewFetcher(QNetworkAccessManager &network, ServicePace &pace, const DownloadOptions &options,
                   std::function<qint64()> now);

    /// In place of those that were asked for before and are not here yet.
    void fetch(const std::vector<FoundImage> &images);
    void schedule(); ///< starts what the pace allows

Q_SIGNALS:
    /// `file` is empty where it cannot be had, and `reason` a sentence then.
    void fetched(const QString &address, const QString &file, const QString &reason);
    void transferEnded(); ///< others may start

private:
    struct Wanted
    {
        FoundImage image;
        bool onSecond = false;
        int attempts = 0;

        const QString &address() const { return onSecond ? image.secondUrl : image.from.sourceUrl; }
        QString service() const;
    };
    struct Active
    {
        Wanted wanted;
        std::unique_ptr<Transfer> transfer;
    };
    bool give(const Wanted &wanted); // what is in the cache
    void start(Wanted wanted);
    void complete(int id);
    void drop();

    QNetworkAccessManager &m_network;
    ServicePace &m_pace;
    const DownloadOptions m_options;
    const std::function<qint64()> m_now;
    std::deque<Wanted> m_line;
    std::map<int, Active> m_active;
    QTimer m_wake;
    int m_lastId = 0;
};

} // namespace cairn
