#pragma once

#include "core/base/cancel.h"
#include "core/project/records.h"

namespace cairn {

/// A file found in a folder tree, and what its place there says.
struct FoundFile
{
    QString path; ///< absolute
    QString className; ///< the folder directly above it; empty for files at the top
    Split split = Split::None;
    QString refusal; ///< a sentence where its place or kind rules it out already
};

/// All files below `folder` in the order of their paths. Hidden ones are passed over, links to folders are
/// not followed, nor is `except` entered. A tree with top folders train and valid, val or test keeps that
/// split; test belongs to none.
std::vector<FoundFile> listFolderTree(const QString &folder, const QString &except,
                                      const CancelToken &cancel);

} // namespace cairn
