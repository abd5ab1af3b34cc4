// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/conflictrepository.h"

#include "core/project/query.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace cairn {

Result<void> ConflictRepository::add(const std::vector<ConflictRecord> &conflicts)
{
    if (conflicts.empty())
        return {};
    Transaction transaction(m_database);
    Query insert(m_database,
                 u"INSERT OR REPLACE INTO label_conflicts (image_id, file, label, image_label, found_at) "
                 "VALUES (?, ?, ?, ?, ?)"_s);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const ConflictRecord &conflict : conflicts) {
        if (const auto done
            = insert.run({conflict.imageId, conflict.file, conflict.label, conflict.imageLabel, now});
            !done)
            return done;
    }
    return transaction.commit();
}

Result<std::vector<ConflictRecord>> ConflictRepository::open() const
{
    Query query(m_database,
                u"SELECT image_id, file, label, image_label FROM label_conflicts AS c "
                "WHERE NOT EXISTS (SELECT 1 FROM label_events JOIN edits ON edits.id = edit_id "
                "WHERE label_events.image_id = c.image_id AND undone = 0 AND at >= found_at) "
                "ORDER BY image_id, file"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    std::vector<ConflictRecord> conflicts;
    while (query.next())
        conflicts.push_back({query.integer(0), query.text(1), query.text(2), query.text(3)});
    if (const auto done = query.finish(); !done)
        return done.error();
    return conflicts;
}

} // namespace cairn
