#include "core/project/downloadrepository.h"

#include "core/project/query.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace cairn {

Result<std::vector<DownloadRecord>> DownloadRepository::read(const QString &condition) const
{
    Query query(
        m_database,
        u"SELECT id, class_id, provider, query, title, url, page_url, author, licence, licence_url, state, "
        "reason, attempts, not_before, bytes, coalesce(image_id, 0) FROM downloads "_s
            + condition + u" ORDER BY id"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    std::vector<DownloadRecord> downloads;
    while (query.next()) {
        downloads.push_back({query.integer(0),
                             query.integer(1),
                             {query.text(2), query.text(3), query.text(4), query.text(5), query.text(6),
                              query.text(7), query.text(8), query.text(9)},
                             DownloadState(query.integer(10)),
                             query.text(11),
                             int(query.integer(12)),
                             query.integer(13),
                             query.integer(14),
                             query.integer(15)});
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
        u"INSERT INTO downloads (provider, query, class_id, url, page_url, title, author, licence, "
        "licence_url, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (url, class_id) DO UPDATE SET state = 0, reason = '', attempts = 0, not_before = 0 "
        "WHERE state IN (3, 6)"_s);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    qint64 added = 0;
    for (const DownloadRecord &download : downloads) {
        const Provenance &from = download.from;
        if (const auto done
            = insert.run({from.provider, from.query, download.classId, from.sourceUrl, from.pageUrl,
                          from.title, from.author, from.licence, from.licenceUrl, now});
            !done)
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
        "image_id = nullif(?, 0) WHERE id = ?"_s,
        {int(download.state), download.reason, download.attempts, download.notBefore, download.bytes,
         download.imageId, download.id});
}

Result<void> DownloadRepository::retryFailed()
{
    return m_database.execute(
        u"UPDATE downloads SET state = 0, reason = '', attempts = 0, not_before = 0 WHERE state IN (3, 6)"_s);
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

} // namespace cairn
