// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/downloadqueue.h"
#include "core/acquire/partname.h"
#include "core/acquire/transfer.h"

#include <QElapsedTimer>
#include <QHash>
#include <QNetworkAccessManager>
#include <QTimer>

#include <deque>
#include <map>

namespace cairn {

class PreviewFetcher;

/// The inside of DownloadQueue, on its thread. Made there by open().
class DownloadWorker : public QObject
{
    Q_OBJECT
public:
    DownloadWorker(std::shared_ptr<const Project> project, DownloadOptions options);
    ~DownloadWorker() override;

    void open();
    void start();
    void stop();
    void retryFailed();
    void cancelWaiting();
    void removeSettled();
    void fetchPreviews(const std::vector<FoundImage> &images);

Q_SIGNALS:
    void loaded(const std::vector<cairn::DownloadRecord> &rows);
    void changed(const std::vector<cairn::DownloadRecord> &rows);
    void statusChanged(const cairn::DownloadStatus &status);
    void failed(const cairn::Error &error);
    void finished();
    void previewFetched(const QString &address, const QString &file, const QString &reason);

private:
    struct Active
    {
        std::unique_ptr<Transfer> transfer;
        QString service;
        qint64 before = 0; ///< bytes of earlier attempts
    };
    struct Fetched
    {
        DownloadRecord row;
        bool resumed = false;
    };
    struct Arrived
    {
        qint64 at;
        qint64 bytes;
    };

    void reload();
    void enqueue(qint64 id); ///< up for its service
    QString serviceFor(const DownloadRecord &row) const;
    void schedule();
    qint64 startReady(qint64 now);
    void fetch(qint64 id, const QString &service, qint64 now);
    bool takePreview(DownloadRecord &row);
    void pauseService(const QString &service, const TransferResult &result);
    void complete(qint64 id);
    void judge(DownloadRecord &row, const TransferResult &result, bool resumed);
    void takeFile(const DownloadRecord &row, bool resumed);
    void takeFiles();
    void store(DownloadRecord row, const Result<Arrival> &arrival, bool resumed);
    void retryOrFail(DownloadRecord &row, const Error &error, qint64 asked, bool transient);
    void save(const DownloadRecord &row); ///< to memory, disk and listeners
    void stopWith(const Error &error);
    void dropTransfers();
    void tell();
    DownloadStatus status();
    QString pauseText(qint64 now) const;
    void sweepParts();
    void dropPart(const DownloadRecord &row);
    qint64 now() const { return m_clock.elapsed(); }

    const std::shared_ptr<const Project> m_project;
    const DownloadOptions m_options;
    std::unique_ptr<Database> m_database;
    std::optional<ArrivalProcessor> m_arrivals;
    const PartNames m_parts;
    QString m_contact; ///< as it was at the start
    std::unique_ptr<QNetworkAccessManager> m_network;
    ServicePace m_pace;
    std::unique_ptr<PreviewFetcher> m_previews;
    std::map<qint64, DownloadRecord> m_rows;
    std::map<QString, std::deque<qint64>> m_lines; ///< waiting ones by service
    std::multimap<qint64, qint64> m_delayed; ///< retries by their time
    std::map<qint64, Active> m_active;
    std::vector<Fetched> m_fetched; ///< to be taken in together
    std::map<qint64, DownloadRecord> m_unreported;
    std::deque<Arrived> m_recent;
    QElapsedTimer m_clock;
    QTimer *m_wake = nullptr;
    QTimer *m_take = nullptr;
    QTimer *m_reportTimer = nullptr;
    DownloadStatus m_counts;
    int m_unreachable = 0; ///< failures to reach any server, in a row
    bool m_saidUnreachable = false; ///< once is enough: the next time images fail one by one
    bool m_started = false;
    bool m_pumping = false;
};

} // namespace cairn
