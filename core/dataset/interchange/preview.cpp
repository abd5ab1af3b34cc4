// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/dataset/importpreview.h"

#include "core/dataset/interchange/lists.h"
#include "core/dataset/interchange/tablecolumns.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype shownFolders = 200;
constexpr qsizetype shownRows = 6;

void lookAtFolder(const QString &folder, ImportPreview &preview, const CancelToken &cancel)
{
    const TreeListing tree = listFolderTree(folder, {}, cancel);
    preview.layout = layoutOf(tree.files);
    preview.tree = describeTree(tree.files, shownFolders);
}

void lookAtTable(const QString &file, const ImportOptions &options, ImportPreview &preview)
{
    const auto bytes = readList(file);
    if (!bytes) {
        preview.problem = bytes.error().message;
        return;
    }
    QStringList notices;
    const auto table = parseTable(*bytes, options.encoding, notices);
    if (!table || table->rows.isEmpty()) {
        preview.problem = table ? Text::tr("The table is empty.") : table.error().message;
        return;
    }
    preview.header = table->rows.first();
    preview.rows = table->rows.mid(1, shownRows);
    const ListedFiles disk(QFileInfo(file).absolutePath());
    const auto columns = findColumns(
        *table,
        {options.fileColumn, options.labelColumn, file.endsWith(u"_classes.csv", Qt::CaseInsensitive)},
        [&](const QString &written) { return disk.find(written).found; });
    if (!columns) {
        preview.problem = columns.error().message;
        return;
    }
    preview.fileColumn = columns->file;
    preview.labelColumn = columns->label;
}

void lookAtTasks(const QString &file, ImportPreview &preview)
{
    const auto controls = labelStudioControls(file);
    if (controls)
        preview.controls = *controls;
    else
        preview.problem = controls.error().message;
}

} // namespace

ImportPreview previewImport(const DataSource &source, const ImportOptions &options, const CancelToken &cancel)
{
    ImportPreview preview;
    const QFileInfo info(source.path);
    const QString list = listOf(source);
    const bool table = list.endsWith(u".csv", Qt::CaseInsensitive)
        || list.endsWith(u".tsv", Qt::CaseInsensitive) || list.endsWith(u".txt", Qt::CaseInsensitive);
    if (source.format == DataFormat::Folders) {
        if (info.isDir())
            lookAtFolder(info.absoluteFilePath(), preview, cancel);
    } else if (source.format == DataFormat::Csv || (source.format == DataFormat::LabelStudio && table)) {
        lookAtTable(list, options, preview);
    } else if (source.format == DataFormat::LabelStudio) {
        lookAtTasks(list, preview);
    }
    return preview;
}

} // namespace cairn
