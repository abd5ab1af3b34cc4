// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/quarantinerepository.h"

#include "core/project/query.h"
#include "core/project/repositories/provenancecolumns.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace cairn {

Result<std::vector<QuarantineRecord>> QuarantineRepository::all() const
{
    Query query(m_database,
                u"SELECT id, file, reason, class_id, coalesce(download_id, 0), added_at FROM quarantine "
                "ORDER BY id DESC"_s);
    return query.rows({}, [this](const Query &row) {
        return QuarantineRecord{row.integer(0), m_database.absolute(row.text(1)),
                                row.text(2),    row.integer(3),
                                row.integer(4), row.integer(5)};
    });
}

Result<void> QuarantineRepository::add(const std::vector<QuarantineRecord> &files)
{
    Query insert(m_database,
                 u"INSERT INTO quarantine (file, reason, class_id, download_id, added_at) "
                 "VALUES (?, ?, ?, nullif(?, 0), ?) "
                 "ON CONFLICT (file) DO UPDATE SET reason = excluded.reason, class_id = excluded.class_id, "
                 "download_id = excluded.download_id, added_at = excluded.added_at"_s);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const auto valuesOf = [&](const QuarantineRecord &file) {
        return QVariantList{m_database.stored(file.file), file.reason, file.classId, file.downloadId, now};
    };
    return inTransaction(m_database, [&] { return insert.runForEach(files, valuesOf); });
}

Result<void> QuarantineRepository::remove(qint64 id)
{
    return m_database.execute(u"DELETE FROM quarantine WHERE id = ?"_s, {id});
}

Result<void> QuarantineRepository::removeFiles(const QStringList &files)
{
    return inTransaction(m_database, [&] {
        Query remove(m_database, u"DELETE FROM quarantine WHERE file = ?"_s);
        return remove.runForEach(
            files, [this](const QString &file) { return QVariantList{m_database.stored(file)}; });
    });
}

Result<Provenance> QuarantineRepository::provenance(qint64 downloadId) const
{
    Query query(
        m_database,
        u"SELECT %1, second_url, on_second FROM downloads WHERE id = ?"_s.arg(provenanceColumns(u"url"_s)));
    const auto read = [](const Query &row) {
        Provenance from = readProvenance(row, 0);
        if (row.integer(provenanceColumnCount + 1) != 0)
            from.sourceUrl = row.text(provenanceColumnCount);
        return from;
    };
    return query.firstRow({downloadId}, read).transform([](const std::optional<Provenance> &found) {
        return found.value_or(Provenance{});
    });
}

} // namespace cairn
