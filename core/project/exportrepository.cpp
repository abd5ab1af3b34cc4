// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/exportrepository.h"

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
    if (const auto done = query.run({}); !done)
        return done.error();
    std::vector<ExportRecord> records;
    while (query.next()) {
        ExportRecord record;
        record.id = query.integer(0);
        record.runId = query.integer(1);
        record.at = QDateTime::fromMSecsSinceEpoch(query.integer(2));
        record.format = query.text(3);
        record.path = query.text(4);
        record.bytes = query.integer(5);
        record.sha256 = query.text(6);
        record.images = int(query.integer(7));
        record.largestDifference = query.real(8);
        record.changedDecisions = int(query.integer(9));
        records.push_back(record);
    }
    if (const auto done = query.finish(); !done)
        return done.error();
    return records;
}

} // namespace cairn
