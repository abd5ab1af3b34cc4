// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/interchange.h"

#include <QJsonValue>

#include <memory>
#include <optional>

namespace cairn {

class PathIndex;

/// An image in an export, as a format writes it down.
struct ListedImage
{
    QString path; ///< relative to the exported folder, with slashes
    QString className; ///< empty: unlabeled
    Split split = Split::None;
};

/// What a list names.
struct FoundList
{
    std::vector<FoundFile> files; ///< each with a path (absolute where it is found), class, split and, where
                                  ///< the row is no good, a refusal
    QStringList notices; ///< what was taken for granted
};

// Readers. Errors: NotFound, ReadFailed, InvalidInput (too large, or a choice is missing), Corrupt (not of
// that format). Writers: the text of the list.

/// A table (see tablecolumns.h and labeltable.h).
Result<FoundList> readCsvList(const QString &file, const ImportOptions &options);
/// `forSpreadsheets`: names as spreadsheetSafe() makes them, which are read back with the apostrophe.
QString csvList(const std::vector<ListedImage> &images, bool forSpreadsheets = false);

/// Label Studio's JSON (an array of tasks), JSON-MIN, or its CSV. The choice is that of the control
/// options.labelColumn, or of the only one; the leaf of a taxonomy; a task is refused where its annotators
/// disagree, or where two controls of one image leave open which is the class.
Result<FoundList> readLabelStudio(const QString &file, const ImportOptions &options);
/// The names of the controls that hold choices, sorted.
Result<QStringList> labelStudioControls(const QString &file);
QByteArray labelStudioTasks(const std::vector<ListedImage> &images);
/// The labeling interface that goes with the tasks.
QByteArray labelStudioConfig(const QStringList &classes);

/// labels.json beside data/: {"classes": [names], "labels": {name without extension: index, name, a list of
/// one of these, or null}}; data.json, where there is one, says where each name's file is. Without classes,
/// or where it is a string, a label is the name itself.
Result<FoundList> readFiftyOne(const QString &labelsFile, Split split);
QByteArray fiftyOneLabels(const std::vector<ListedImage> &images);

/// The file that lists the data set: the source itself, or the one in its folder.
QString listOf(const DataSource &source);
/// The bytes of a list, up to 100 MB.
Result<QByteArray> readList(const QString &file);
/// A parsed list. Error Corrupt.
Result<QJsonValue> readJson(const QString &file);

/// "train", "val", "", …; nothing for a word that means none of them.
std::optional<Split> splitFromWord(const QString &word);
QString splitWord(Split split); ///< "train", "valid", ""

/// Where a list means an image to be.
struct LocatedFile
{
    QString path; ///< absolute; where nothing is found the first guess
    bool found = false;
    bool several = false; ///< more than one file fits

    QString problem() const; ///< a sentence where it is not found
};

/// Finds the files that a list names, on the disk: where they are said to be, else below `folder` by the
/// rules of PathIndex, also by the name inside an upload's (0a1b2c3d-cat.png) and without percent signs.
class ListedFiles
{
public:
    explicit ListedFiles(const QString &folder);
    ~ListedFiles();
    LocatedFile find(const QString &written) const;

private:
    LocatedFile findExactly(const QString &written) const;
    const PathIndex &index() const;

    const QString m_folder;
    mutable std::unique_ptr<PathIndex> m_index; ///< made when the first file is not where it should be
};

} // namespace cairn
