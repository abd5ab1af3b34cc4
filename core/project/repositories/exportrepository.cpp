// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/exportrepository.h"

#include "core/project/query.h"

using namespace Qt::StringLiterals;

namespace cairn {

Result<void> ExportRepository::add(const ExportRecord &record)
{
    return m_database.execute(u"INSERT INTO exports (run_id, at, format, path, bytes, sha256, images, "
                              "largest_difference, changed_decisions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                              {record.runId, record.at.toMSecsSinceEpoch(), record.format, record.path,
                               record.bytes, record.sha256, record.images, record.largestDifference,
                               record.changedDecisions});
}

Result<std::vector<ExportRecord>> ExportRepository::all() const
{
    Query query(m_database,
                u"SELECT id, run_id, at, format, path, bytes, sha256, images, largest_difference, "
                "changed_decisions FROM exports ORDER BY id DESC"_s);
    return query.rows({}, [](const Query &row) {
        ExportRecord record;
        record.id = row.integer(0);
        record.runId = row.integer(1);
        record.at = QDateTime::fromMSecsSinceEpoch(row.integer(2));
        record.format = row.text(3);
        record.path = row.text(4);
        record.bytes = row.integer(5);
        record.sha256 = row.text(6);
        record.images = int(row.integer(7));
        record.largestDifference = row.real(8);
        record.changedDecisions = int(row.integer(9));
        return record;
    });
}

} // namespace cairn
