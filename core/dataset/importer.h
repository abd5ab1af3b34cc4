#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/dataset/foldertree.h"
#include "core/project/project.h"

#include <QImage>

namespace cairn {

struct Refusal
{
    QString file; ///< absolute
    QString reason; ///< one sentence
};

struct ImportReport
{
    qint64 imported = 0;
    qint64 duplicates = 0; ///< same content as a picture in the project, or earlier in this import
    std::vector<Refusal> refused;
    bool cancelled = false; ///< what was imported until then stays
};

// What an import refuses is also noted in the project's quarantine, the user's files by their path,
// untouched; a file that is taken later leaves it.

/// Links the pictures that a list names, with their classes and split. Rows that name no file, or a class
/// whose name is none, are refused.
Result<ImportReport> importFound(Database &database, const std::vector<FoundFile> &files,
                                 const ProgressCallback &progress = {}, const CancelToken &cancel = {});

/// Links the pictures of a folder tree: class = name of the folder directly above a picture (see
/// interchange/classfolder.h); pictures
/// directly in `folder` are unlabelled; a tree whose top folders are train/valid/val/test keeps that split
/// (test is left out of both). Nothing in `folder` is written. Hidden files and folders are passed over,
/// symlink loops are not followed, every refusal has a reason. Decodes on all cores; adds to the database in
/// chunks. Works on the calling thread's `database`.
Result<ImportReport> importFolder(Database &database, const QString &folder,
                                  const ProgressCallback &progress = {}, const CancelToken &cancel = {});

/// Single files (dropped on the window), unlabelled or of one class.
Result<ImportReport> importFiles(Database &database, const QStringList &files, qint64 classId,
                                 const ProgressCallback &progress = {}, const CancelToken &cancel = {});

/// Takes the pictures of a zip or tar (unpackArchive) into the project: copies in images/; class and split as
/// in a folder tree. A single folder at the top that holds only folders is looked through.
Result<ImportReport> importArchive(Database &database, const QString &file,
                                   const ProgressCallback &progress = {}, const CancelToken &cancel = {});

/// A picture that is in memory only (the clipboard): stored in images/ as PNG, unlabelled.
Result<ImportReport> importCopy(Database &database, const QImage &image);

/// Whatever is dropped on the window: folders, archives and pictures.
Result<ImportReport> importPaths(Database &database, const QStringList &paths,
                                 const ProgressCallback &progress = {}, const CancelToken &cancel = {});

} // namespace cairn
