#include "core/dataset/interchange/lists.h"

#include "core/base/csv.h"
#include "core/dataset/interchange.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

struct Columns
{
    qsizetype path = 0;
    qsizetype label = 1;
    qsizetype split = 2;
    bool header = false;
};

qsizetype columnNamed(const QStringList &row, const QStringList &names)
{
    for (qsizetype i = 0; i < row.size(); ++i) {
        if (names.contains(row[i].trimmed().toLower()))
            return i;
    }
    return -1;
}

Columns columnsOf(const QStringList &row)
{
    const qsizetype path = columnNamed(row,
                                       {u"path"_s, u"file"_s, u"filename"_s, u"file_name"_s, u"filepath"_s,
                                        u"image"_s, u"image_path"_s, u"name"_s});
    if (path < 0)
        return {};
    return {path, columnNamed(row, {u"label"_s, u"class"_s, u"class_name"_s, u"category"_s, u"target"_s}),
            columnNamed(row, {u"split"_s, u"set"_s, u"subset"_s, u"part"_s}), true};
}

FoundFile fileOf(const QStringList &row, const Columns &columns, const QString &folder)
{
    const QString written = row.value(columns.path).trimmed();
    const QString split = columns.split < 0 ? QString() : row.value(columns.split);
    FoundFile found{written.contains(QChar::Null) ? QString() : locate(written, folder).path,
                    columns.label < 0 ? QString() : row.value(columns.label).trimmed(),
                    Split::None,
                    {}};
    if (written.isEmpty() || written.contains(QChar::Null))
        found.refusal = u"The row names no file."_s;
    else if (const auto known = splitFromWord(split))
        found.split = *known;
    else
        found.refusal = u"Its split “%1” is neither training nor validation."_s.arg(split.left(40));
    return found;
}

} // namespace

Result<std::vector<FoundFile>> readCsvList(const QString &file)
{
    const auto bytes = readList(file);
    if (!bytes)
        return bytes.error();
    const auto table = parseCsv(decodeText(*bytes));
    if (!table)
        return table.error();
    std::vector<FoundFile> files;
    if (table->rows.isEmpty())
        return files;
    const QString folder = QFileInfo(file).absolutePath();
    const Columns columns = columnsOf(table->rows.first());
    for (qsizetype i = columns.header ? 1 : 0; i < table->rows.size(); ++i) {
        FoundFile found = fileOf(table->rows[i], columns, folder);
        if (!found.refusal.isEmpty() && !QFileInfo(found.path).isFile())
            found.path = u"%1, line %2"_s.arg(file).arg(table->lines[i]);
        files.push_back(std::move(found));
    }
    return files;
}

Result<SplitTable> splitsFromCsv(const QString &file, const std::vector<ImageRecord> &images)
{
    const auto rows = readCsvList(file);
    if (!rows)
        return rows.error();
    QHash<QString, qint64> idByPath;
    for (const ImageRecord &image : images)
        idByPath.insert(image.path, image.id);
    SplitTable table;
    for (const FoundFile &row : *rows) {
        const auto id = idByPath.constFind(row.path);
        if (!row.refusal.isEmpty())
            table.refused.push_back({row.path, row.refusal});
        else if (id == idByPath.constEnd())
            table.refused.push_back({row.path, u"This picture is not in the project."_s});
        else
            table.splits.insert(*id, row.split);
    }
    if (std::ranges::all_of(table.splits, [](Split split) { return split == Split::None; })) {
        return Error{
            ErrorCode::InvalidInput,
            u"“%1” puts no picture of this project into training or validation; it needs their paths and "
            "a column “split”."_s.arg(file)};
    }
    return table;
}

QString csvList(const std::vector<ListedPicture> &pictures)
{
    QString text = csvRow({u"path"_s, u"label"_s, u"split"_s});
    for (const ListedPicture &picture : pictures)
        text += csvRow({picture.path, picture.className, splitWord(picture.split)});
    return text;
}

} // namespace cairn
