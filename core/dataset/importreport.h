// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <vector>

namespace cairn {

// The account of an import. Every file that it looked at is in exactly one of the entries below, by name.
// Files are absolute; those of an archive are “archive/path in it”; rows that name no file are “list, line
// n”.

struct Refusal
{
    QString file;
    QString reason; ///< one sentence
};

/// A file whose content the project has already, with the same label or none.
struct DuplicateFile
{
    QString file;
    QString of; ///< the file with the same content, of the project or earlier in the import
};

/// A file whose content the project has already, with another label. Cairn does not choose: where two files
/// of one import contradict each other, the image has no label; what the project knew before stays.
struct LabelConflict
{
    QString file;
    QString label;
    QString other; ///< the file with the same content
    QString otherLabel;
};

/// An image of the project whose old place is empty and whose content was found at a new one.
struct MovedFile
{
    QString file; ///< where it is now
    QString from;
};

/// An image of the project that now lies in the folder, or stands in a row, of another class. An offer: the
/// label changes only where the import was told so (ImportOptions).
struct RelabelOffer
{
    qint64 imageId = 0;
    QString file;
    QString before; ///< empty: unlabeled
    QString after;
};

struct ImportReport
{
    qint64 seen = 0; ///< files, and rows that name none
    qint64 imported = 0; ///< new images
    std::vector<DuplicateFile> duplicates;
    std::vector<Refusal> refused;
    std::vector<LabelConflict> conflicts;
    std::vector<MovedFile> moved;
    std::vector<RelabelOffer> relabels;

    QStringList passedOver; ///< hidden files and folders, and lists that an export of Cairn's put there: not
                            ///< among the files seen
    QStringList notices; ///< sentences: what was taken for granted (columns, the level of classes, encoding)
    QList<QStringList> caseVariants; ///< classes of the project that differ by case only, for a merge
    bool cancelled = false; ///< what was taken until then stays, and is all that was seen

    qint64 accounted() const
    {
        return imported
            + qint64(duplicates.size() + refused.size() + conflicts.size() + moved.size() + relabels.size());
    }
    bool addsUp() const { return seen == accounted(); }
    /// Something was there, and nothing of it is in the project now, nor was before.
    bool nothingTaken() const { return seen > 0 && seen == qint64(refused.size()); }

    void append(ImportReport &&part);
};

} // namespace cairn
