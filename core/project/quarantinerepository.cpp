// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/quarantinerepository.h"

#include "core/project/provenancecolumns.h"
#include "core/project/query.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace cairn {

Result<std::vector<QuarantineRecord>> QuarantineRepository::all() const
{
    Query query(m_database,
                u"SELECT id, file, reason, class_id, coalesce(download_id, 0), added_at FROM quarantine "
                "ORDER BY id DESC"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    std::vector<QuarantineRecord> files;
    while (query.next()) {
        files.push_back({query.integer(0), m_database.absolute(query.text(1)), query.text(2),
                         query.integer(3), query.integer(4), query.integer(5)});
    }
    if (const auto done = query.finish(); !done)
        return done.error();
    return files;
}

Result<void> QuarantineRepository::add(const std::vector<QuarantineRecord> &files)
{
    Transaction transaction(m_database);
    Query insert(m_database,
                 u"INSERT INTO quarantine (file, reason, class_id, download_id, added_at) "
                 "VALUES (?, ?, ?, nullif(?, 0), ?) "
                 "ON CONFLICT (file) DO UPDATE SET reason = excluded.reason, class_id = excluded.class_id, "
                 "download_id = excluded.download_id, added_at = excluded.added_at"_s);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const QuarantineRecord &file : files) {
        if (const auto done
            = insert.run({m_database.stored(file.file), file.reason, file.classId, file.downloadId, now});
            !done)
            return done;
    }
    return transaction.commit();
}

Result<void> QuarantineRepository::remove(qint64 id)
{
    return m_database.execute(u"DELETE FROM quarantine WHERE id = ?"_s, {id});
}

Result<void> QuarantineRepository::removeFiles(const QStringList &files)
{
    Transaction transaction(m_database);
    Query remove(m_database, u"DELETE FROM quarantine WHERE file = ?"_s);
    for (const QString &file : files) {
        if (const auto done = remove.run({m_database.stored(file)}); !done)
            return done;
    }
    return transaction.commit();
}

Result<Provenance> QuarantineRepository::provenance(qint64 downloadId) const
{
    Query query(
        m_database,
        u"SELECT %1, second_url, on_second FROM downloads WHERE id = ?"_s.arg(provenanceColumns(u"url"_s)));
    if (const auto done = query.run({downloadId}); !done)
        return done.error();
    if (!query.next())
        return Provenance{};
    Provenance from = readProvenance(query, 0);
    if (query.integer(provenanceColumnCount + 1) != 0)
        from.sourceUrl = query.text(provenanceColumnCount);
    return from;
}

} // namespace cairn
