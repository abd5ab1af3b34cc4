// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/imagequality.h"
#include "core/project/database.h"
#include "core/project/edit.h"

#include <QHash>
#include <QSet>

#include <optional>

namespace cairn {

/// What an importer knows of an image before it has an id.
struct NewImage
{
    QString path; ///< absolute
    QByteArray sha256; ///< 32 bytes, of the file
    qint64 bytes = 0;
    int width = 0;
    int height = 0;
    QString format; ///< "jpeg", "png", …: sniffed from the content
    qint64 classId = 0;
    Split split = Split::None;
    Provenance from = {};
    std::optional<ImageQuality> quality = {}; ///< stored with the image where it was measured already
    qint64 takenAt = 0; ///< as in ImageRecord
};

/// What an importer compares new files with.
struct ImageContent
{
    qint64 id = 0;
    QString path; ///< absolute
    QByteArray sha256;
    qint64 classId = 0; ///< 0: unlabeled
    qint64 bytes = 0; ///< size and time when it was read: see StoredFile
    qint64 modifiedAt = 0;
};

/// Rows of `images`, `labels` and their history.
class ImageRepository
{
public:
    explicit ImageRepository(Database &database)
        : m_database(database)
    {
    }
    Result<std::vector<ImageRecord>> all() const; ///< by id; one query, also for 100,000 rows
    /// Adds in one transaction; ids in the order given. An image whose sha256 is there already is refused by
    /// id 0.
    Result<std::vector<qint64>> add(const std::vector<NewImage> &images);
    Result<qint64> newest() const; ///< the greatest id; 0: none
    Result<bool> contains(const QByteArray &sha256) const;
    Result<Provenance> provenance(qint64 id) const; ///< of one image; NotFound
    Result<std::vector<ImageContent>> contents() const; ///< of all images, trashed ones included
    Result<QHash<qint64, QByteArray>> hashesById() const; ///< SHA-256 of the same, by the image's id

    /// `after` or, backward, `before` of each; a class that is not there unlabels. One transaction.
    Result<void> setLabels(const std::vector<LabelChange> &changes, bool forward = true);
    /// Trash, flag, split or fine class, as `kind` says.
    Result<void> setValues(EditKind kind, const std::vector<ImageChange> &changes, bool forward = true);
    Result<void> setSplits(const QHash<qint64, Split> &splits);

private:
    Database &m_database;
};

} // namespace cairn
