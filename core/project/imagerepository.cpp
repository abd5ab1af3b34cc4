// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/imagerepository.h"

#include "core/project/filerepository.h"
#include "core/project/provenancecolumns.h"
#include "core/project/qualityrepository.h"
#include "core/project/query.h"

#include <QDateTime>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {
constexpr qsizetype longestName = 200; // of a title from outside
} // namespace

Result<std::vector<ImageRecord>> ImageRepository::all() const
{
    Query query(
        m_database,
        u"SELECT images.id, path, coalesce(class_id, 0), split, width, height, trashed, flagged, bytes, "
        "added_at, taken_at, provider, query, licence, fine_class, coalesce(title, ''), coalesce(source_url, "
        "'') "
        "FROM images LEFT JOIN labels ON labels.image_id = images.id ORDER BY images.id"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    QSet<QString> texts;
    const auto shared = [&](int column) {
        const QString text = query.text(column);
        return text.isEmpty() ? QString() : *texts.insert(text);
    };
    std::vector<ImageRecord> images;
    const auto nameOf = [&query] {
        if (!query.text(1).startsWith(u"images/"))
            return QString(); // it lies where it lay
        const QString title = query.text(15).simplified().left(longestName);
        return title.isEmpty() ? QUrl(query.text(16)).fileName().left(longestName) : title;
    };
    while (query.next()) {
        images.push_back({query.integer(0), m_database.absolute(query.text(1)), query.integer(2),
                          Split(query.integer(3)), int(query.integer(4)), int(query.integer(5)),
                          query.integer(6) != 0, query.integer(7) != 0, query.integer(8), query.integer(9),
                          query.integer(10), shared(11), shared(12), shared(13), query.integer(14),
                          nameOf()});
    }
    if (const auto done = query.finish(); !done)
        return done.error();
    return images;
}

Result<Provenance> ImageRepository::provenance(qint64 id) const
{
    Query query(m_database, u"SELECT %1 FROM images WHERE id = ?"_s.arg(provenanceColumns(u"source_url"_s)));
    if (const auto done = query.run({id}); !done)
        return done.error();
    if (!query.next())
        return Error{ErrorCode::NotFound, u"The image is no longer in the project."_s};
    return readProvenance(query, 0);
}

Result<std::vector<qint64>> ImageRepository::add(const std::vector<NewImage> &images)
{
    Transaction transaction(m_database);
    Query insert(
        m_database,
        u"INSERT INTO images (path, sha256, bytes, width, height, format, split, added_at, "
        "taken_at, modified_at, %1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, %2) ON CONFLICT DO NOTHING"_s.arg(
            provenanceColumns(u"source_url"_s), provenanceMarks()));
    Query label(m_database, u"INSERT INTO labels (image_id, class_id) VALUES (?, ?)"_s);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    std::vector<std::pair<qint64, ImageQuality>> measured;
    std::vector<qint64> ids;
    ids.reserve(images.size());
    for (const NewImage &image : images) {
        const QVariantList own{m_database.stored(image.path),
                               image.sha256,
                               image.bytes,
                               image.width,
                               image.height,
                               image.format,
                               int(image.split),
                               now,
                               image.takenAt,
                               fileTime(image.path)};
        if (const auto done = insert.run(own + provenanceValues(image.from)); !done)
            return done.error();
        const qint64 id = insert.changedRows() > 0 ? insert.lastId() : 0;
        ids.push_back(id);
        if (id != 0 && image.quality)
            measured.push_back({id, *image.quality});
        if (id == 0 || image.classId == 0)
            continue;
        if (const auto done = label.run({id, image.classId}); !done)
            return done.error();
    }
    if (const auto done = QualityRepository(m_database).set(measured); !done)
        return done.error();
    if (const auto done = transaction.commit(); !done)
        return done.error();
    return ids;
}

Result<qint64> ImageRepository::newest() const
{
    Query query(m_database, u"SELECT coalesce(max(id), 0) FROM images"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    return query.next() ? query.integer(0) : 0;
}

Result<bool> ImageRepository::contains(const QByteArray &sha256) const
{
    Query query(m_database, u"SELECT 1 FROM images WHERE sha256 = ?"_s);
    if (const auto done = query.run({sha256}); !done)
        return done.error();
    return query.next();
}

Result<std::vector<ImageContent>> ImageRepository::contents() const
{
    Query query(m_database,
                u"SELECT images.id, path, sha256, coalesce(class_id, 0), bytes, modified_at "
                "FROM images LEFT JOIN labels ON labels.image_id = images.id"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    std::vector<ImageContent> contents;
    while (query.next()) {
        contents.push_back({query.integer(0), m_database.absolute(query.text(1)),
                            query.value(2).toByteArray(), query.integer(3), query.integer(4),
                            query.integer(5)});
    }
    if (const auto done = query.finish(); !done)
        return done.error();
    return contents;
}

Result<QHash<qint64, QByteArray>> ImageRepository::hashesById() const
{
    Query query(m_database, u"SELECT id, sha256 FROM images"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    QHash<qint64, QByteArray> hashes;
    while (query.next())
        hashes.insert(query.integer(0), query.value(1).toByteArray());
    if (const auto done = query.finish(); !done)
        return done.error();
    return hashes;
}

Result<void> ImageRepository::setLabels(const std::vector<LabelChange> &changes, bool forward)
{
    Transaction transaction(m_database);
    Query set(m_database,
              u"INSERT INTO labels (image_id, class_id) SELECT ?, id FROM classes WHERE id = ? "
              "ON CONFLICT (image_id) DO UPDATE SET class_id = excluded.class_id"_s);
    Query clear(m_database, u"DELETE FROM labels WHERE image_id = ?"_s);
    for (const LabelChange &change : changes) {
        const qint64 classId = forward ? change.after : change.before;
        if (classId != 0) {
            if (const auto done = set.run({change.imageId, classId}); !done)
                return done;
        }
        if (classId != 0 && set.changedRows() > 0)
            continue;
        if (const auto done = clear.run({change.imageId}); !done)
            return done;
    }
    return transaction.commit();
}

Result<void> ImageRepository::setValues(EditKind kind, const std::vector<ImageChange> &changes, bool forward)
{
    if (changes.empty())
        return {};
    const QString column = kind == EditKind::Trash ? u"trashed"_s
        : kind == EditKind::Flag                   ? u"flagged"_s
        : kind == EditKind::Fine                   ? u"fine_class"_s
                                                   : u"split"_s;
    Transaction transaction(m_database);
    Query update(m_database, u"UPDATE images SET %1 = ? WHERE id = ?"_s.arg(column));
    for (const ImageChange &change : changes) {
        if (const auto done = update.run({forward ? change.after : change.before, change.imageId}); !done)
            return done;
    }
    return transaction.commit();
}

Result<void> ImageRepository::setSplits(const QHash<qint64, Split> &splits)
{
    std::vector<ImageChange> changes;
    for (const auto &[id, split] : splits.asKeyValueRange())
        changes.push_back({id, 0, int(split)});
    return setValues(EditKind::Split, changes);
}

} // namespace cairn
