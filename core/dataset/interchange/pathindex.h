// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QStringList>

namespace cairn {

/// Finds files by what a list calls them, which was often written on another computer: a path with other
/// folders at its start, with backslashes, in another case, with
/// accents composed or not, a name or an id without its extension.
///
/// A file fits where its path below `base` ends the written one (/kaggle/set/train/1.jpg → train/1.jpg),
/// where the written one ends the file's (1.jpg, or train/1.jpg of a table in a folder above), or where an
/// absolute path has at least one folder in common with the file's end; of several, the one with the most
/// folders in common. Never one in other folders: train/1.jpg is not val/1.jpg.
class PathIndex
{
public:
    /// `paths` are absolute; `base` is the list's folder.
    PathIndex(const QString &base, QStringList paths);

    struct Match
    {
        qsizetype index = -1; ///< of the paths; −1: none
        bool several = false; ///< more than one fits equally well
    };
    Match find(const QString &written) const;
    const QString &path(qsizetype index) const { return m_paths[index]; }

private:
    struct Candidate
    {
        int folders = -1; ///< in common
        bool exact = false; ///< the name is the same, case and extension included
        auto operator<=>(const Candidate &) const = default;
    };
    Candidate rate(const QStringList &written, bool absolute, const QString &path) const;

    const QStringList m_base;
    const QStringList m_paths;
    QMultiHash<QString, qsizetype> m_byStem; ///< name in lower case without the extension of an image
};

/// With slashes, without a drive; a file: address as a path.
QString normalizedPath(const QString &written);

/// "img.001.JPG" → "img.001"; what ends in no extension of an image stays.
QString withoutImageExtension(const QString &name);

} // namespace cairn
