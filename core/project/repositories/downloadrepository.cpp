// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/downloadrepository.h"

#include "core/project/query.h"
#include "core/project/repositories/provenancecolumns.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace cairn {

Result<std::vector<DownloadRecord>> DownloadRepository::read(const QString &condition) const
{
    Query query(m_database,
                u"SELECT id, class_id, state, reason, attempts, not_before, bytes, coalesce(image_id, 0), "
                "second_url, on_second, %1 FROM downloads "_s.arg(provenanceColumns(u"url"_s))
                    + condition + u" ORDER BY id"_s);
    return query.rows({}, [](const Query &row) {
        return DownloadRecord{
            row.integer(0), row.integer(1),      readProvenance(row, 10), DownloadState(row.integer(2)),
            row.text(3),    int(row.integer(4)), row.integer(5),          row.integer(6),
            row.integer(7), row.text(8),         row.integer(9) != 0};
    });
}

Result<std::vector<DownloadRecord>> DownloadRepository::all() const
{
    return read({});
}

Result<std::vector<DownloadRecord>> DownloadRepository::waiting() const
{
    return read(u"WHERE state = 0"_s);
}

Result<qint64> DownloadRepository::add(const std::vector<DownloadRecord> &downloads)
{
    Query insert(
        m_database,
        u"INSERT INTO downloads (class_id, second_url, added_at, %1) VALUES (?, ?, ?, %2) "
        "ON CONFLICT (url, class_id) DO UPDATE SET state = 0, reason = '', attempts = 0, "
        "not_before = 0, second_url = excluded.second_url, on_second = 0 WHERE state IN (3, 6)"_s.arg(
            provenanceColumns(u"url"_s), provenanceMarks()));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    qint64 added = 0;
    const auto addOne = [&](const DownloadRecord &download) {
        const QVariantList own{download.classId, download.secondUrl, now};
        return insert.run(own + provenanceValues(download.from)).transform([&] {
            added += insert.changedRows();
        });
    };
    return inTransaction(m_database,
                         [&] { return forEach(downloads, addOne).transform([&] { return added; }); });
}

Result<qint64> DownloadRepository::count(const QString &provider, const QString &query, qint64 classId) const
{
    Query counting(
        m_database,
        u"SELECT count(*) FROM downloads WHERE provider = ? AND query = ? AND class_id = ? AND state != 6"_s);
    return counting.number({provider, query, classId});
}

Result<void> DownloadRepository::update(const DownloadRecord &download)
{
    return m_database.execute(
        u"UPDATE downloads SET state = ?, reason = ?, attempts = ?, not_before = ?, bytes = ?, "
        "image_id = nullif(?, 0), on_second = ? WHERE id = ?"_s,
        {int(download.state), download.reason, download.attempts, download.notBefore, download.bytes,
         download.imageId, int(download.onSecond), download.id});
}

Result<void> DownloadRepository::retryFailed()
{
    return m_database.execute(
        u"UPDATE downloads SET state = 0, reason = '', attempts = 0, not_before = 0, on_second = 0 "
        "WHERE state IN (3, 6)"_s);
}

Result<void> DownloadRepository::cancelWaiting()
{
    return m_database.execute(
        u"UPDATE downloads SET state = 6, reason = 'Canceled.' WHERE state IN (0, 1)"_s);
}

Result<void> DownloadRepository::resetInterrupted()
{
    return m_database.execute(u"UPDATE downloads SET state = 0 WHERE state = 1"_s);
}

Result<void> DownloadRepository::removeSettled()
{
    return m_database.execute(u"DELETE FROM downloads WHERE state IN (2, 5, 6)"_s);
}

Result<QSet<QString>> DownloadRepository::addresses(qint64 classId) const
{
    return readAddresses(u"downloads"_s, classId);
}

Result<QSet<QString>> DownloadRepository::unwanted(qint64 classId) const
{
    return readAddresses(u"unwanted"_s, classId);
}

Result<QSet<QString>> DownloadRepository::readAddresses(const QString &table, qint64 classId) const
{
    Query query(m_database, u"SELECT url FROM %1 WHERE class_id = ?"_s.arg(table));
    QSet<QString> addresses;
    const auto take = [&](const Query &row) { addresses.insert(row.text(0)); };
    return query.forEachRow({classId}, take).transform([&] { return addresses; });
}

Result<void> DownloadRepository::setUnwanted(qint64 classId, const QStringList &addresses, bool unwanted)
{
    Query query(m_database,
                unwanted ? u"INSERT INTO unwanted (class_id, url) VALUES (?, ?) ON CONFLICT DO NOTHING"_s
                         : u"DELETE FROM unwanted WHERE class_id = ? AND url = ?"_s);
    const auto valuesOf = [classId](const QString &address) { return QVariantList{classId, address}; };
    return inTransaction(m_database, [&] { return query.runForEach(addresses, valuesOf); });
}

} // namespace cairn
