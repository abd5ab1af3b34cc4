#include "core/dataset/labeltable.h"

#include "core/base/csv.h"
#include "core/base/outside.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 largestTable = 20'000'000;
constexpr qsizetype shownProblems = 100;

qsizetype columnOf(const QStringList &header, const QStringList &names)
{
    for (qsizetype i = 0; i < header.size(); ++i) {
        if (names.contains(header[i].trimmed(), Qt::CaseInsensitive))
            return i;
    }
    return -1;
}

Result<QString> readText(const QString &path)
{
    const auto bytes = readOutside(path, largestTable);
    if (!bytes)
        return bytes.error();
    return decodeText(*bytes);
}

} // namespace

ImageLookup::ImageLookup(const std::vector<ImageRecord> &images)
{
    for (const ImageRecord &image : images) {
        m_byPath.insert(image.path, image.id);
        const QString name = image.path.mid(image.path.lastIndexOf(u'/') + 1);
        const bool known = m_byName.contains(name);
        m_byName.insert(name, known ? 0 : image.id);
    }
}

Result<qint64> ImageLookup::find(const QString &file) const
{
    const QString path = QDir::cleanPath(QFileInfo(file).absoluteFilePath());
    if (const qint64 id = m_byPath.value(path); id != 0)
        return id;
    const QString name = QFileInfo(file).fileName();
    const auto found = m_byName.constFind(name);
    if (found == m_byName.constEnd())
        return Error{ErrorCode::NotFound, u"The project has no picture “%1”."_s.arg(file)};
    if (*found == 0)
        return Error{ErrorCode::InvalidInput,
                     u"Several pictures are called “%1”: write the whole path."_s.arg(name)};
    // A path that leads elsewhere means another file.
    return name == file ? Result<qint64>(*found)
                        : Error{ErrorCode::NotFound, u"The project has no picture “%1”."_s.arg(file)};
}

Result<LabelTable> readLabelTable(const QString &file, const ImageLookup &images)
{
    const Result<QString> text = readText(file);
    if (!text)
        return text.error();
    const Result<CsvTable> csv = parseCsv(*text);
    if (!csv)
        return csv.error();
    const QStringList header = csv->rows.value(0);
    const qsizetype fileColumn = columnOf(header, {u"file"_s, u"path"_s, u"image"_s});
    const qsizetype labelColumn = columnOf(header, {u"label"_s, u"class"_s});
    if (fileColumn < 0 || labelColumn < 0)
        return Error{ErrorCode::InvalidInput,
                     u"The table needs a first row with the columns file and label."_s};
    const QDir folder = QFileInfo(file).absoluteDir();
    LabelTable table;
    for (qsizetype row = 1; row < csv->rows.size(); ++row) {
        const QString name = csv->rows[row].value(fileColumn).trimmed();
        const bool bare = !name.contains(u'/');
        Result<qint64> id = images.find(bare ? name : folder.filePath(name));
        if (id)
            table.labels.insert(*id, csv->rows[row].value(labelColumn).trimmed());
        else if (table.problems.size() < shownProblems)
            table.problems << u"Line %1: %2"_s.arg(csv->lines[row]).arg(id.error().message);
    }
    return table;
}

} // namespace cairn
