// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/filerepository.h"

#include "core/project/project.h"
#include "core/project/query.h"
#include "core/project/repositories/qualityrepository.h"

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
    return query.rows({}, [this](const Query &row) {
        return StoredFile{row.integer(0),
                          m_database.absolute(row.text(1)),
                          row.value(2).toByteArray(),
                          row.integer(3),
                          row.integer(4),
                          row.integer(5) != 0,
                          row.integer(6) != 0};
    });
}

Result<std::vector<qint64>> FileRepository::move(const std::vector<FileMove> &moves)
{
    Query update(m_database, u"UPDATE OR IGNORE images SET path = ?, modified_at = ? WHERE id = ?"_s);
    std::vector<qint64> taken;
    const auto moveOne = [&](const FileMove &move) {
        return update.run({m_database.stored(move.path), move.modifiedAt, move.id}).transform([&] {
            if (update.changedRows() == 0)
                taken.push_back(move.id);
        });
    };
    return inTransaction(m_database,
                         [&] { return forEach(moves, moveOne).transform([&] { return taken; }); });
}

Result<void> FileRepository::setContents(const std::vector<FileContent> &contents)
{
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
    const auto set = [&](const FileContent &content) {
        measured.push_back({content.id, content.quality});
        const auto noteEdited = [&] {
            changed = changed || (known.next() && known.value(0).toByteArray() != content.sha256);
            return edited.run({content.id, content.sha256});
        };
        const auto store = [&] {
            const QByteArray hash = other.next() ? hashOfItsOwn(content) : content.sha256;
            return update.run({hash, hash, content.bytes, content.modifiedAt, content.width, content.height,
                               content.format, content.id});
        };
        return known.run({content.id})
            .and_then(noteEdited)
            .and_then([&] {
                return other.run({content.sha256, content.id});
            })
            .and_then(store);
    };
    return inTransaction(m_database,
                         [&] {
                             return forEach(contents, set).and_then([&] {
                                 return QualityRepository(m_database).set(measured);
                             });
                         })
        .transform([&] {
            if (changed)
                Project::forgetFeatures(m_database.folder());
        });
}

Result<QSet<qint64>> FileRepository::edited() const
{
    QSet<qint64> ids;
    return Query(m_database, u"SELECT image_id FROM edited_files"_s)
        .forEachRow({}, [&](const Query &row) { ids.insert(row.integer(0)); })
        .transform([&] { return ids; });
}

Result<void> FileRepository::setImported(const std::vector<qint64> &imageIds)
{
    return inTransaction(m_database, [&] {
        Query remove(m_database, u"DELETE FROM edited_files WHERE image_id = ?"_s);
        return remove.runForEach(imageIds, [](qint64 id) { return QVariantList{id}; });
    });
}

Result<void> FileRepository::setTimes(const std::vector<std::pair<qint64, qint64>> &modifiedAt)
{
    if (modifiedAt.empty())
        return {};
    return inTransaction(m_database, [&] {
        Query update(m_database, u"UPDATE images SET modified_at = ? WHERE id = ?"_s);
        return update.runForEach(modifiedAt, [](const std::pair<qint64, qint64> &one) {
            const auto &[id, time] = one;
            return QVariantList{time, id};
        });
    });
}

qint64 fileTime(const QString &path)
{
    const QFileInfo info(path);
    return info.exists() ? info.lastModified().toMSecsSinceEpoch() : 0;
}

} // namespace cairn
