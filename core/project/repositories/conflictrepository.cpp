// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/conflictrepository.h"

#include "core/project/query.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace cairn {

Result<void> ConflictRepository::add(const std::vector<ConflictRecord> &conflicts)
{
    if (conflicts.empty())
        return {};
    Query insert(m_database,
                 u"INSERT OR REPLACE INTO label_conflicts (image_id, file, label, image_label, found_at) "
                 "VALUES (?, ?, ?, ?, ?)"_s);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const auto valuesOf = [now](const ConflictRecord &conflict) {
        return QVariantList{conflict.imageId, conflict.file, conflict.label, conflict.imageLabel, now};
    };
    return inTransaction(m_database, [&] { return insert.runForEach(conflicts, valuesOf); });
}

Result<std::vector<ConflictRecord>> ConflictRepository::open() const
{
    Query query(m_database,
                u"SELECT image_id, file, label, image_label FROM label_conflicts AS c "
                "WHERE NOT EXISTS (SELECT 1 FROM label_events JOIN edits ON edits.id = edit_id "
                "WHERE label_events.image_id = c.image_id AND undone = 0 AND at >= found_at) "
                "ORDER BY image_id, file"_s);
    return query.rows({}, [](const Query &row) {
        return ConflictRecord{row.integer(0), row.text(1), row.text(2), row.text(3)};
    });
}

} // namespace cairn
