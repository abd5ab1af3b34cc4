// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/imagequality.h"
#include "core/project/database.h"

#include <QSet>

#include <vector>

namespace cairn {

/// An image's file as it was when its content was read.
struct StoredFile
{
    qint64 id = 0; ///< the image's
    QString path; ///< absolute
    QByteArray sha256;
    qint64 bytes = 0;
    qint64 modifiedAt = 0; ///< milliseconds since 1970; 0: nobody looked
    bool trashed = false;
    bool measured = false; ///< has a row in image_quality
};

/// What a file holds that was edited in place.
struct FileContent
{
    qint64 id = 0; ///< the image's
    QByteArray sha256;
    qint64 bytes = 0;
    qint64 modifiedAt = 0;
    int width = 0; ///< pixels, upright
    int height = 0;
    QString format;
    ImageQuality quality;
};

/// Where an image's file is now; its content is the same.
struct FileMove
{
    qint64 id = 0; ///< the image's
    QString path; ///< absolute
    qint64 modifiedAt = 0;
};

/// The columns of `images` that speak of files.
class FileRepository
{
public:
    explicit FileRepository(Database &database)
        : m_database(database)
    {
    }
    Result<std::vector<StoredFile>> all() const; ///< by image id; one query, also for 100,000 rows
    /// In one transaction. The image ids whose new path another image has: they stay where they are.
    Result<std::vector<qint64>> move(const std::vector<FileMove> &moves);
    /// In one transaction, with the measures of the pixels. A content that another image has already cannot
    /// be stored twice: such a row gets a hash of its own, which no file has. Images outside the project
    /// whose content is another than before count as edited from now on. That a label was right was said of
    /// the earlier content: it is forgotten, and so are all features of images.
    Result<void> setContents(const std::vector<FileContent> &contents);
    /// Ids of images outside the project whose files were edited after their import, or never were what the
    /// project says they are.
    Result<QSet<qint64>> edited() const;
    /// The user imported these very files again, as they are now: they do not count as edited any more.
    Result<void> setImported(const std::vector<qint64> &imageIds);
    /// The content is as it was, the time is another.
    Result<void> setTimes(const std::vector<std::pair<qint64, qint64>> &modifiedAt);

private:
    Database &m_database;
};

/// Milliseconds since 1970 of a file's last change; 0 where there is none.
qint64 fileTime(const QString &path);

} // namespace cairn
