// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"
#include "core/project/records.h"

#include <QSet>
#include <QStringList>

#include <vector>

namespace cairn {

enum class DownloadState {
    Waiting = 0,
    Fetching = 1, ///< also what a kill leaves behind; opening the project turns it into Waiting
    Done = 2,
    Failed = 3,
    Refused = 4, ///< what came is no image for the project: it is in quarantine
    Duplicate = 5,
    Cancelled = 6,
}; // stored; do not change
inline constexpr int downloadStateCount = 7;

/// An image of the queue.
struct DownloadRecord
{
    qint64 id = 0;
    qint64 classId = 0; ///< 0: unlabeled
    Provenance from = {}; ///< sourceUrl is what is fetched
    DownloadState state = DownloadState::Waiting;
    QString reason = {}; ///< a sentence, where it is not done
    int attempts = 0; ///< that failed
    qint64 notBefore = 0; ///< a retry's earliest time, milliseconds since 1970
    qint64 bytes = 0;
    qint64 imageId = 0; ///< once it is done; 0: none
    QString secondUrl = {}; ///< tried once the first address is dead for good; empty: there is none
    bool onSecond = false; ///< it is being tried

    const QString &address() const { return onSecond ? secondUrl : from.sourceUrl; }
};

/// Rows of `downloads`.
class DownloadRepository
{
public:
    explicit DownloadRepository(Database &database)
        : m_database(database)
    {
    }
    Result<std::vector<DownloadRecord>> all() const; ///< by id
    Result<std::vector<DownloadRecord>> waiting() const; ///< by id
    /// Adds as Waiting, in one transaction; how many were new. An address that the class has in the queue
    /// already is passed over, unless it failed or was cancelled: then it waits again.
    Result<qint64> add(const std::vector<DownloadRecord> &downloads);
    /// How many a search has put there, whatever became of them.
    Result<qint64> count(const QString &provider, const QString &query, qint64 classId) const;
    /// State, reason, attempts, notBefore, bytes, imageId and onSecond.
    Result<void> update(const DownloadRecord &download);
    /// Failed and cancelled ones wait again, their attempts forgotten.
    Result<void> retryFailed();
    Result<void> cancelWaiting(); ///< waiting and fetching ones
    Result<void> resetInterrupted(); ///< Fetching becomes Waiting
    Result<void> removeSettled(); ///< those that are done, duplicates or cancelled leave the list

    /// Those of a class's rows (Provenance::sourceUrl).
    Result<QSet<QString>> addresses(qint64 classId) const;
    /// Addresses that a person does not want for a class; no search queues them.
    Result<QSet<QString>> unwanted(qint64 classId) const;
    Result<void> setUnwanted(qint64 classId, const QStringList &addresses, bool unwanted);

private:
    Result<QSet<QString>> readAddresses(const QString &table, qint64 classId) const;
    Result<std::vector<DownloadRecord>> read(const QString &condition) const;

    Database &m_database;
};

} // namespace cairn
