// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"
#include "core/project/records.h"

#include <vector>

namespace cairn {

/// A file that was refused.
struct QuarantineRecord
{
    qint64 id = 0;
    QString file; ///< absolute; inside the project's folder where Cairn holds it, else the user's own
    QString reason; ///< a sentence
    qint64 classId = 0; ///< it would have had; 0: none
    qint64 downloadId = 0; ///< 0: it was not fetched
    qint64 addedAt = 0; ///< milliseconds since 1970
};

/// Rows of `quarantine`.
class QuarantineRepository
{
public:
    explicit QuarantineRepository(Database &database)
        : m_database(database)
    {
    }
    Result<std::vector<QuarantineRecord>> all() const; ///< newest first
    /// In one transaction; a file that is there already gets the new reason.
    Result<void> add(const std::vector<QuarantineRecord> &files);
    Result<void> remove(qint64 id);
    Result<void>
    removeFiles(const QStringList &files); ///< absolute; those that are not there are passed over
    /// Where the download that brought a file was from; everything empty where it was not fetched.
    Result<Provenance> provenance(qint64 downloadId) const;

private:
    Database &m_database;
};

} // namespace cairn
