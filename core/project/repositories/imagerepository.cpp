// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/imagerepository.h"
#include "core/base/text.h"

#include "core/project/query.h"
#include "core/project/repositories/filerepository.h"
#include "core/project/repositories/provenancecolumns.h"
#include "core/project/repositories/qualityrepository.h"

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
    QSet<QString> texts;
    const auto shared
        = [&texts](const QString &text) { return text.isEmpty() ? QString() : *texts.insert(text); };
    const auto nameOf = [](const Query &row) {
        if (!row.text(1).startsWith(u"images/"))
            return QString(); // it lies where it lay
        const QString title = row.text(15).simplified().left(longestName);
        return title.isEmpty() ? QUrl(row.text(16)).fileName().left(longestName) : title;
    };
    return query.rows({}, [&](const Query &row) {
        return ImageRecord{row.integer(0),       m_database.absolute(row.text(1)),
                           row.integer(2),       Split(row.integer(3)),
                           int(row.integer(4)),  int(row.integer(5)),
                           row.integer(6) != 0,  row.integer(7) != 0,
                           row.integer(8),       row.integer(9),
                           row.integer(10),      shared(row.text(11)),
                           shared(row.text(12)), shared(row.text(13)),
                           row.integer(14),      nameOf(row)};
    });
}

Result<Provenance> ImageRepository::provenance(qint64 id) const
{
    Query query(m_database, u"SELECT %1 FROM images WHERE id = ?"_s.arg(provenanceColumns(u"source_url"_s)));
    return query.firstRow({id}, [](const Query &row) { return readProvenance(row, 0); })
        .and_then([](const std::optional<Provenance> &found) -> Result<Provenance> {
            if (!found)
                return Error{ErrorCode::NotFound, Text::tr("The image is no longer in the project.")};
            return *found;
        });
}

Result<std::vector<qint64>> ImageRepository::add(const std::vector<NewImage> &images)
{
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
    const auto takeIn = [&](const NewImage &image) -> Result<void> {
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
        if (auto done = insert.run(own + provenanceValues(image.from)); !done)
            return done;
        const qint64 id = insert.changedRows() > 0 ? insert.lastId() : 0;
        ids.push_back(id);
        if (id != 0 && image.quality)
            measured.push_back({id, *image.quality});
        return id == 0 || image.classId == 0 ? Result<void>() : label.run({id, image.classId});
    };
    return inTransaction(m_database, [&] {
        return forEach(images, takeIn)
            .and_then([&] { return QualityRepository(m_database).set(measured); })
            .transform([&] { return ids; });
    });
}

Result<qint64> ImageRepository::newest() const
{
    return Query(m_database, u"SELECT coalesce(max(id), 0) FROM images"_s).number();
}

Result<bool> ImageRepository::contains(const QByteArray &sha256) const
{
    Query query(m_database, u"SELECT 1 FROM images WHERE sha256 = ?"_s);
    return query.run({sha256}).transform([&] { return query.next(); });
}

Result<std::vector<ImageContent>> ImageRepository::contents() const
{
    Query query(m_database,
                u"SELECT images.id, path, sha256, coalesce(class_id, 0), bytes, modified_at "
                "FROM images LEFT JOIN labels ON labels.image_id = images.id"_s);
    return query.rows({}, [this](const Query &row) {
        return ImageContent{row.integer(0),
                            m_database.absolute(row.text(1)),
                            row.value(2).toByteArray(),
                            row.integer(3),
                            row.integer(4),
                            row.integer(5)};
    });
}

Result<QHash<qint64, QByteArray>> ImageRepository::hashesById() const
{
    Query query(m_database, u"SELECT id, sha256 FROM images"_s);
    QHash<qint64, QByteArray> hashes;
    const auto take = [&](const Query &row) { hashes.insert(row.integer(0), row.value(1).toByteArray()); };
    return query.forEachRow({}, take).transform([&] { return hashes; });
}

Result<void> ImageRepository::setLabels(const std::vector<LabelChange> &changes, bool forward)
{
    Query set(m_database,
              u"INSERT INTO labels (image_id, class_id) SELECT ?, id FROM classes WHERE id = ? "
              "ON CONFLICT (image_id) DO UPDATE SET class_id = excluded.class_id"_s);
    Query clear(m_database, u"DELETE FROM labels WHERE image_id = ?"_s);
    const auto apply = [&](const LabelChange &change) {
        const qint64 classId = forward ? change.after : change.before;
        if (classId == 0)
            return clear.run({change.imageId});
        return set.run({change.imageId, classId}).and_then([&] { // the class may be gone
            return set.changedRows() > 0 ? Result<void>() : clear.run({change.imageId});
        });
    };
    return inTransaction(m_database, [&] { return forEach(changes, apply); });
}

Result<void> ImageRepository::setValues(EditKind kind, const std::vector<ImageChange> &changes, bool forward)
{
    if (changes.empty())
        return {};
    const QString column = kind == EditKind::Trash ? u"trashed"_s
        : kind == EditKind::Flag                   ? u"flagged"_s
        : kind == EditKind::Fine                   ? u"fine_class"_s
                                                   : u"split"_s;
    return inTransaction(m_database, [&] {
        Query update(m_database, u"UPDATE images SET %1 = ? WHERE id = ?"_s.arg(column));
        return update.runForEach(changes, [&](const ImageChange &change) {
            return QVariantList{forward ? change.after : change.before, change.imageId};
        });
    });
}

Result<void> ImageRepository::setSplits(const QHash<qint64, Split> &splits)
{
    std::vector<ImageChange> changes;
    for (const auto &[id, split] : splits.asKeyValueRange())
        changes.push_back({id, 0, int(split)});
    return setValues(EditKind::Split, changes);
}

} // namespace cairn
