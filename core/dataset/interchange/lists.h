#pragma once

#include "core/base/result.h"
#include "core/dataset/foldertree.h"

#include <QJsonValue>

#include <optional>

namespace cairn {

/// A picture in an export, as a format writes it down.
struct ListedPicture
{
    QString path; ///< relative to the exported folder, with slashes
    QString className; ///< empty: unlabelled
    Split split = Split::None;
};

// Readers: the pictures a list names, each with a path (absolute where it is found), class, split and, where
// the row is no good, a refusal. Errors: NotFound, ReadFailed, InvalidInput (too large), Corrupt (not of that
// format). Writers: the text of the list.

/// A table with a header row: a column for the path ("path", "file", "filename", "image", …), and perhaps for
/// the class
/// ("label", "class", …) and the split ("split", "set", …). Without a header: path, label, split.
Result<std::vector<FoundFile>> readCsvList(const QString &file);
QString csvList(const std::vector<ListedPicture> &pictures);

/// Label Studio's JSON (an array of tasks) or JSON-MIN; annotations before predictions, the last one that
/// says a choice.
Result<std::vector<FoundFile>> readLabelStudio(const QString &file);
QByteArray labelStudioTasks(const std::vector<ListedPicture> &pictures);
/// The labelling interface that goes with the tasks.
QByteArray labelStudioConfig(const QStringList &classes);

/// labels.json beside data/: {"classes": [names], "labels": {name without extension: index, name, or null}}.
/// Without classes, or where it is a string, a label is the name itself.
Result<std::vector<FoundFile>> readFiftyOne(const QString &labelsFile, Split split);
QByteArray fiftyOneLabels(const std::vector<ListedPicture> &pictures);

/// The bytes of a list, up to 100 MB.
Result<QByteArray> readList(const QString &file);
/// A parsed list. Error Corrupt.
Result<QJsonValue> readJson(const QString &file);

/// "train", "val", "", …; nothing for a word that means none of them.
std::optional<Split> splitFromWord(const QString &word);
QString splitWord(Split split); ///< "train", "valid", ""

/// Where a list means a picture to be: absolute, or relative to the list's folder, or merely a name in it,
/// its images or its data folder. `found` is false where nothing is there; the path then is the first guess.
struct LocatedFile
{
    QString path;
    bool found = false;
};
LocatedFile locate(const QString &written, const QString &folder);

} // namespace cairn
