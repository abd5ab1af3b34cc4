// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/dataset/foldertree.h"
#include "core/dataset/importreport.h"
#include "core/dataset/toosmall.h"
#include "core/project/project.h"

#include <QImage>

namespace cairn {

/// What an import can be told where what it finds may be read in more than one way.
struct ImportOptions
{
    int classLevel = automaticClassLevel; ///< which folder is the class (foldertree.h)
    QString encoding; ///< of the names in archives and the text of tables: "GBK", "windows-1252", …; empty:
                      ///< UTF-8 or else what it seems to be
    QString fileColumn; ///< of a table: the header's text; empty: found by its content
    QString labelColumn; ///< of a table; the name of the control in Label Studio
    bool relabel
        = false; ///< an image of the project that is found in the folder of another class takes that class
    int smallest = smallestSide; ///< pixels; an image with a shorter side is refused
    bool mergeCase = false; ///< a class that differs from one of the project by case only is that class
};

// What an import refuses is also noted in the project's quarantine, the user's files by their path,
// untouched; a file that is taken later leaves it. Labels that contradict each other are noted, too
// (ConflictRepository), until somebody decides.

/// Links the images that a list names, with their classes and split. Rows that name no file, or a class
/// whose name is none, are refused.
Result<ImportReport> importFound(Database &database, const std::vector<FoundFile> &files,
                                 const ImportOptions &options = {}, const ProgressCallback &progress = {},
                                 const CancelToken &cancel = {});

/// Links the images of a folder tree with the classes and the split that their folders mean (foldertree.h,
/// interchange/classfolder.h). Nothing in `folder` is written. Hidden files and folders are passed over,
/// symlink loops are not followed, every refusal has a reason. Decodes on all cores; adds to the database in
/// chunks. Works on the calling thread's `database`.
Result<ImportReport> importFolder(Database &database, const QString &folder,
                                  const ImportOptions &options = {}, const ProgressCallback &progress = {},
                                  const CancelToken &cancel = {});

/// Single files (dropped on the window), unlabeled or of one class.
Result<ImportReport> importFiles(Database &database, const QStringList &files, qint64 classId,
                                 const ProgressCallback &progress = {}, const CancelToken &cancel = {});

/// Takes the images of a zip or tar (unpackArchive) into the project: copies in images/; class and split as
/// in a folder tree.
Result<ImportReport> importArchive(Database &database, const QString &file, const ImportOptions &options = {},
                                   const ProgressCallback &progress = {}, const CancelToken &cancel = {});

/// An image that is in memory only (the clipboard): stored in images/ as PNG, unlabeled.
Result<ImportReport> importCopy(Database &database, const QImage &image);

/// Whatever is dropped on the window: folders, archives and images.
Result<ImportReport> importPaths(Database &database, const QStringList &paths,
                                 const ImportOptions &options = {}, const ProgressCallback &progress = {},
                                 const CancelToken &cancel = {});

} // namespace cairn
