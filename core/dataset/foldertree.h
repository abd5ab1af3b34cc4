// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/project/records.h"

#include <QStringList>

namespace cairn {

/// A file that an import was given, and what its place or its row says of it.
struct FoundFile
{
    QString path; ///< absolute
    QString className = {}; ///< empty: none
    Split split = Split::None;
    QString refusal = {}; ///< a sentence where its place or kind rules it out already
    QStringList folders = {}; ///< between the tree's top and the file; empty where it is not of a tree
    QByteArray native = {}; ///< the path's bytes where they are not UTF-8: `path` then shows them escaped
    QString shown = {}; ///< what the account calls it; empty: `path`
    bool owned = false; ///< a copy that Cairn made, to be moved into the project

    const QString &name() const { return shown.isEmpty() ? path : shown; }
};

struct TreeListing
{
    std::vector<FoundFile> files; ///< in the order of their paths, without classes and splits
    QStringList passedOver; ///< hidden files and folders, absolute
};

/// All files below `folder`. Hidden ones are passed over, as are the folders in which macOS and Synology keep
/// their own (__MACOSX, @eaDir); `except` is not entered. Links to folders are followed, but no folder is
/// entered twice: a link to one that is in the tree already is a file with a refusal. Names are read as the
/// bytes they are.
TreeListing listFolderTree(const QString &folder, const QString &except, const CancelToken &cancel);

/// Bytes that are not UTF-8 as a text: %E9 for such a byte, and %25 for a percent sign; text as it is where
/// all is UTF-8.
QString shownName(const QByteArray &native);

inline constexpr int automaticClassLevel = 0;
inline constexpr int nearestClassLevel = -1; ///< the folder directly above a file

/// How the folders of a tree are read. A folder at the top that holds all others is looked through; a tree
/// with train and valid, val or test (at the top, or in every class) keeps that split. The class is the first
/// level below, as ImageFolder and Keras have it, unless another level is asked for.
struct TreeLayout
{
    QStringList wrapper; ///< folders at the top that are looked through
    bool splitAbove = false; ///< train/cat
    bool splitBelow = false; ///< cat/train
    QStringList
        inner; ///< folders between the split and the classes that are looked through: train/images/cat
    QStringList unlabeledSplits; ///< split folders whose only folder means no class: val/images
    /// The names on each level, sorted; the first is level 1.
    std::vector<QStringList> levels;
    int files = 0; ///< that look like images
    /// Another level might be meant, too: folders lie below level 1.
    bool ambiguous() const { return levels.size() > 1; }
};

TreeLayout layoutOf(const std::vector<FoundFile> &files);

/// Sets class and split of files with `folders`. `level` is 1 for the first below the top or the split, 2, …,
/// or one of the constants above. Files that do not lie so deep stay without a class; returns how many of
/// those look like images.
int assignClasses(std::vector<FoundFile> &files, const TreeLayout &layout, int level);

/// The folders that hold images, for a look before importing: at most `most` lines “cats/100CANON  3”.
QStringList describeTree(const std::vector<FoundFile> &files, qsizetype most);

} // namespace cairn
