// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/filerepository.h"

#include "core/project/project.h"
#include "core/project/qualityrepository.h"
#include "core/project/query.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QByteArray hashOfItsOwn(const FileContent &content)
{
    return QCryptographicHash::hash(content.sha256 + QByteArray::number(content.id),
                                    QCryptographicHash::Sha256);
}

} // namespace

Result<std::vector<StoredFile>> FileRepository::all() const
{
    Query query(m_database,
                u"SELECT id, path, sha256, bytes, modified_at, trashed, image_quality.image_id IS NOT NULL "
                "FROM images LEFT JOIN image_quality ON image_quality.image_id = images.id ORDER BY id"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    std::vector<StoredFile> files;
    while (query.next())
        files.push_back({query.integer(0), m_database.absolute(query.text(1)), query.value(2).toByteArray(),
                         query.integer(3), query.integer(4), query.integer(5) != 0, query.integer(6) != 0});
    if (const auto done = query.finish(); !done)
        return done.error();
    return files;
}

Result<std::vector<qint64>> FileRepository::move(const std::vector<FileMove> &moves)
{
    Transaction transaction(m_database);
    Query update(m_database, u"UPDATE OR IGNORE images SET path = ?, modified_at = ? WHERE id = ?"_s);
    std::vector<qint64> taken;
    for (const FileMove &move : moves) {
        if (const auto done = update.run({m_database.stored(move.path), move.modifiedAt, move.id}); !done)
            return done.error();
        if (update.changedRows() == 0)
            taken.push_back(move.id);
    }
    if (const auto done = transaction.commit(); !done)
        return done.error();
    return taken;
}

Result<void> FileRepository::setContents(const std::vector<FileContent> &contents)
{
    Transaction transaction(m_database);
    Query known(m_database, u"SELECT sha256 FROM images WHERE id = ?"_s);
    Query other(m_database, u"SELECT 1 FROM images WHERE sha256 = ? AND id <> ?"_s);
    Query update(m_database,
                 u"UPDATE images SET fine_class = iif(sha256 = ?, fine_class, 0), sha256 = ?, bytes = ?, "
                 "modified_at = ?, width = ?, height = ?, format = ? WHERE id = ?"_s);
    Query edited(m_database,
                 u"INSERT OR IGNORE INTO edited_files SELECT id FROM images "
                 "WHERE id = ? AND sha256 <> ? AND substr(path, 1, 1) = '/'"_s);
    std::vector<std::pair<qint64, ImageQuality>> measured;
    bool changed = false;
    for (const FileContent &content : contents) {
        if (const auto done = known.run({content.id}); !done)
            return done;
        changed = changed || (known.next() && known.value(0).toByteArray() != content.sha256);
        if (const auto done = edited.run({content.id, content.sha256}); !done)
            return done;
        if (const auto done = other.run({content.sha256, content.id}); !done)
            return done;
        const QByteArray hash = other.next() ? hashOfItsOwn(content) : content.sha256;
        if (const auto done = update.run({hash, hash, content.bytes, content.modifiedAt, content.width,
                                          content.height, content.format, content.id});
            !done)
            return done;
        measured.push_back({content.id, content.quality});
    }
    if (const auto done = QualityRepository(m_database).set(measured); !done)
        return done;
    const Result<void> committed = transaction.commit();
    if (committed && changed)
        Project::forgetFeatures(m_database.folder());
    return committed;
}

Result<QSet<qint64>> FileRepository::edited() const
{
    Query query(m_database, u"SELECT image_id FROM edited_files"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    QSet<qint64> ids;
    while (query.next())
        ids.insert(query.integer(0));
    if (const auto done = query.finish(); !done)
        return done.error();
    return ids;
}

Result<void> FileRepository::setImported(const std::vector<qint64> &imageIds)
{
    Transaction transaction(m_database);
    Query remove(m_database, u"DELETE FROM edited_files WHERE image_id = ?"_s);
    for (const qint64 id : imageIds) {
        if (const auto done = remove.run({id}); !done)
            return done;
    }
    return transaction.commit();
}

Result<void> FileRepository::setTimes(const std::vector<std::pair<qint64, qint64>> &modifiedAt)
{
    if (modifiedAt.empty())
        return {};
    Transaction transaction(m_database);
    Query update(m_database, u"UPDATE images SET modified_at = ? WHERE id = ?"_s);
    for (const auto &[id, time] : modifiedAt) {
        if (const auto done = update.run({time, id}); !done)
            return done;
    }
    return transaction.commit();
}

qint64 fileTime(const QString &path)
{
    const QFileInfo info(path);
    return info.exists() ? info.lastModified().toMSecsSinceEpoch() : 0;
}

} // namespace cairn
