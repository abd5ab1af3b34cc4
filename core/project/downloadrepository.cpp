// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/downloadrepository.h"

#include "core/project/provenancecolumns.h"
#include "core/project/query.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace cairn {

Result<std::vector<DownloadRecord>> DownloadRepository::read(const QString &condition) const
{
    Query query(m_database,
                u"SELECT id, class_id, state, reason, attempts, not_before, bytes, coalesce(image_id, 0), "
                "second_url, on_second, %1 FROM downloads "_s.arg(provenanceColumns(u"url"_s))
                    + condition + u" ORDER BY id"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    std::vector<DownloadRecord> downloads;
    while (query.next()) {
        downloads.push_back({query.integer(0), query.integer(1), readProvenance(query, 10),
                             DownloadState(query.integer(2)), query.text(3), int(query.integer(4)),
                             query.integer(5), query.integer(6), query.integer(7), query.text(8),
                             query.integer(9) != 0});
    }
    if (const auto done = query.finish(); !done)
        return done.error();
    return downloads;
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
    Transaction transaction(m_database);
    Query insert(
        m_database,
        u"INSERT INTO downloads (class_id, second_url, added_at, %1) VALUES (?, ?, ?, %2) "
        "ON CONFLICT (url, class_id) DO UPDATE SET state = 0, reason = '', attempts = 0, "
        "not_before = 0, second_url = excluded.second_url, on_second = 0 WHERE state IN (3, 6)"_s.arg(
            provenanceColumns(u"url"_s), provenanceMarks()));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    qint64 added = 0;
    for (const DownloadRecord &download : downloads) {
        const QVariantList own{download.classId, download.secondUrl, now};
        if (const auto done = insert.run(own + provenanceValues(download.from)); !done)
            return done.error();
        added += insert.changedRows();
    }
    if (const auto done = transaction.commit(); !done)
        return done.error();
    return added;
}

Result<qint64> DownloadRepository::count(const QString &provider, const QString &query, qint64 classId) const
{
    Query counting(
        m_database,
        u"SELECT count(*) FROM downloads WHERE provider = ? AND query = ? AND class_id = ? AND state != 6"_s);
    if (const auto done = counting.run({provider, query, classId}); !done)
        return done.error();
    return counting.next() ? counting.integer(0) : 0;
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
        u"UPDATE downloads SET state = 6, reason = 'Cancelled.' WHERE state IN (0, 1)"_s);
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
    if (const auto done = query.run({classId}); !done)
        return done.error();
    QSet<QString> addresses;
    while (query.next())
        addresses.insert(query.text(0));
    if (const auto done = query.finish(); !done)
        return done.error();
    return addresses;
}

Result<void> DownloadRepository::setUnwanted(qint64 classId, const QStringList &addresses, bool unwanted)
{
    Transaction transaction(m_database);
    Query query(m_database,
                unwanted ? u"INSERT INTO unwanted (class_id, url) VALUES (?, ?) ON CONFLICT DO NOTHING"_s
                         : u"DELETE FROM unwanted WHERE class_id = ? AND url = ?"_s);
    for (const QString &address : addresses) {
        if (const auto done = query.run({classId, address}); !done)
            return done;
    }
    return transaction.commit();
}

} // namespace cairn
