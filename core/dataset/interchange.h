// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/dataset/importer.h"

namespace cairn {

/// How a labeled set of images lies on a disk. What one of them writes, it reads back: images, classes,
/// split.
enum class DataFormat {
    Folders, ///< a folder a class, as torchvision's ImageFolder and Keras read it; train and valid above
             ///< where split
    Csv, ///< images/ and labels.csv with the columns path, label, split
    LabelStudio, ///< images/ and tasks.json: Label Studio's JSON with choices (JSON-MIN is read, too)
    FiftyOne, ///< data/ and labels.json: FiftyOneImageClassificationDataset; in train and validation where
              ///< split
};

/// "folders", "csv", "label-studio", "fiftyone": on the command line.
QString formatName(DataFormat format);
/// What people read: "Folders (ImageFolder, Keras)".
QString formatTitle(DataFormat format);
QList<DataFormat> allDataFormats();
/// Error InvalidInput lists the names that exist.
Result<DataFormat> dataFormatFromName(const QString &name);

/// A data set: a folder, the format's own file, or, as Folders, a zip or tar of them.
struct DataSource
{
    QString path;
    DataFormat format = DataFormat::Folders;
};

/// Links the images that the source lists, with their classes and split. Images stay where they are.
/// Nothing is fetched or executed; lists are read up to 100 MB and a million rows. What cannot be taken is
/// refused, row by row, with a reason. Errors: NotFound, Corrupt (not of that format), the database's.
Result<ImportReport> importData(Database &database, const DataSource &source,
                                const ImportOptions &options = {}, const ProgressCallback &progress = {},
                                const CancelToken &cancel = {});

struct SplitTable
{
    QHash<qint64, Split> splits; ///< by image id; images that the table does not name are missing
    std::vector<Refusal> refused; ///< rows that say nothing of an image of the project, and why
};

/// The split that a CSV table (as DataFormat::Csv has it) gives to images that are in the project already,
/// known by their paths. Errors: those of reading the table, and InvalidInput where it puts none of
/// them on a side.
Result<SplitTable> splitsFromCsv(const QString &file, const std::vector<ImageRecord> &images);

enum class FilePlacement {
    Copy,
    HardLink, ///< needs no space; copied where the file system cannot (another disk)
    SymbolicLink, ///< needs no space; breaks when the originals move
};

struct DataExport
{
    DataFormat format = DataFormat::Folders;
    FilePlacement placement = FilePlacement::Copy;
    bool unlabeled = false; ///< images without a class, too
    bool edited = false; ///< files outside the project that were edited after their import, too
    bool spreadsheetSafe = false; ///< Csv: names that a spreadsheet would run get an apostrophe
};

struct DataExportReport
{
    qint64 exported = 0;
    qint64 credited = 0; ///< images in ATTRIBUTION.csv and .md
    std::vector<Refusal> refused; ///< images that are missing from the export, and why
};

/// Writes the images out of the trash, with their classes and split, into `folder`, which must not exist or
/// be empty, and says in ATTRIBUTION.csv and .md who the collected ones are owed to. Class names that are no
/// good names of folders are written reversibly (see classfolder.h); files of one name get numbers. Errors:
/// AlreadyExists, InvalidInput (nothing to export), WriteFailed (the disk is full, …), Cancelled: then
/// `folder` is as it was before.
Result<DataExportReport> exportData(Database &database, const QString &folder, const DataExport &what,
                                    const ProgressCallback &progress = {}, const CancelToken &cancel = {});

} // namespace cairn
