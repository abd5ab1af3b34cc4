// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/imageverifier.h"
#include "core/dataset/importer.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/filerepository.h"

#include <QElapsedTimer>

namespace cairn {

/// One import: verifies the files, adds what is new in chunks, and keeps the account of all of them.
class ImportRun
{
public:
    ImportRun(Database &database, const ImportOptions &options, const ProgressCallback &progress,
              const CancelToken &cancel);

    /// `classId` is for files whose place says no class.
    Result<ImportReport> run(const std::vector<FoundFile> &files, qint64 classId);

private:
    /// What is known of one content: of the project before the import, and of this import's first file.
    struct Content
    {
        qint64 imageId = 0; ///< 0: not written yet
        QString file; ///< the image's file, as the account names it
        QString label; ///< empty: none
        bool ofProject = false; ///< was there before the import
        bool relabel = false; ///< imported without the label that a later file gave
        bool contested = false; ///< two files of this import contradict each other
        StoredFile stored = {}; ///< the project's file as it was when it was read; id 0: of this import
    };

    Error stopped(Error error) const;
    Result<void> readProject();
    Result<void> take(const FoundFile &file, VerifiedImage verified, qint64 classId);
    void takeKnown(const FoundFile &file, const QString &label, Content &content);
    /// What became of the file in which the project has a content that is found elsewhere now.
    enum class Old {
        There,
        Lost, ///< gone or damaged
        Edited, ///< holds another image by now, and was measured anew
    };
    Result<Old> whatBecameOf(Content &content);
    Result<void> takeAsNew(const FoundFile &file, const QString &label, qint64 classId);
    Result<void> takeMoved(const FoundFile &file, NewImage image, const QString &label, Content &content);
    void offerRelabel(const QString &file, const QString &label, Content &content);
    Result<void> takeEdited(qint64 imageId, const NewImage &image);
    Result<void> writeMoves();
    Result<void> storeEdited();
    Result<void> takeNew(const FoundFile &file, VerifiedImage verified, const QString &label, qint64 classId);
    Result<QString> labelOf(const FoundFile &file) const;
    Result<qint64> classIdOf(const QString &label);
    Result<void> writeChunk();
    Result<void> storeLabels();
    Result<void> noteRefusals(qint64 classId);
    Result<void> findCaseVariants();
    void refuse(const FoundFile &file, const QString &reason);
    void showProgress(std::size_t done, std::size_t total, const QString &path);

    Database &m_database;
    const ImportOptions m_options;
    ImageRepository m_images;
    ClassRepository m_classes;
    QHash<QString, qint64> m_classIds; ///< by name; classes are added when their first image is
    QHash<QString, QString> m_nameByCase; ///< case-folded → name, where ImportOptions::mergeCase
    QHash<QByteArray, Content> m_contents; ///< by SHA-256
    std::vector<std::pair<FoundFile, QString>> m_refusals;
    const ProgressCallback m_progress;
    const CancelToken m_cancel;
    QElapsedTimer m_sinceProgress;
    std::vector<NewImage> m_chunk;
    QHash<QString, qint64> m_idByPath; ///< of the project's images before the import
    std::vector<qint64> m_given; ///< images of the project whose files the user imports again
    std::vector<FileMove> m_moves; ///< images whose old place is empty
    qint64 m_tooSmall = 0; ///< refused for their size alone
    qint64 m_edited = 0; ///< images whose files were edited in place since they were read
    ImportReport m_report;
};

} // namespace cairn
