// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/dataset/interchange/lists.h"

#include "core/base/csv.h"
#include "core/dataset/interchange.h"
#include "core/dataset/interchange/tablecolumns.h"
#include "core/dataset/labeltable.h"

#include <QFileInfo>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

Result<FoundList> readCsvList(const QString &file, const ImportOptions &options)
{
    const ListedFiles disk(QFileInfo(file).absolutePath());
    auto table = readTable(file, options, [&](const QString &written) { return disk.find(written).found; });
    if (!table)
        return table.error();
    FoundList list;
    list.notices = table->notices;
    QSet<QString> texts; // many rows may name one file or class: each text is kept once
    const auto shared = [&](const QString &text) { return text.isEmpty() ? text : *texts.insert(text); };
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        const TableRow &row = table->rows[i];
        const LocatedFile place = disk.find(row.file);
        FoundFile found{shared(place.path), shared(row.label), row.split, row.refusal};
        if (found.refusal.isEmpty())
            found.refusal = place.problem();
        else if (!place.found)
            found.path = Text::tr("%1, line %2").arg(file).arg(table->lines[qsizetype(i)]);
        list.files.push_back(std::move(found));
    }
    return list;
}

Result<SplitTable> splitsFromCsv(const QString &file, const std::vector<ImageRecord> &images)
{
    const ImageLookup lookup(images, QFileInfo(file).absolutePath());
    const auto rows = readTable(file, {}, [&](const QString &written) { return lookup.find(written).ok(); });
    if (!rows)
        return rows.error();
    SplitTable table;
    for (const TableRow &row : rows->rows) {
        const auto id = lookup.find(row.file);
        if (!row.refusal.isEmpty())
            table.refused.push_back({row.file, row.refusal});
        else if (!id)
            table.refused.push_back({row.file, Text::tr("This image is not in the project.")});
        else
            table.splits.insert(*id, row.split);
    }
    if (std::ranges::all_of(table.splits, [](Split split) { return split == Split::None; })) {
        return Error{
            ErrorCode::InvalidInput,
            Text::tr(
                "“%1” assigns no image in this project to training or validation; it needs image paths and a "
                "column “split”.")
                .arg(file)};
    }
    return table;
}

QString csvList(const std::vector<ListedImage> &images, bool forSpreadsheets)
{
    const auto cell = [&](const QString &name) { return forSpreadsheets ? spreadsheetSafe(name) : name; };
    QString text = csvRow({u"path"_s, u"label"_s, u"split"_s});
    for (const ListedImage &image : images)
        text += csvRow({cell(image.path), cell(image.className), splitWord(image.split)});
    return text;
}

} // namespace cairn
