// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/labeltable.h"
#include "core/base/text.h"

#include "core/dataset/interchange/pathindex.h"
#include "core/dataset/interchange/tablecolumns.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype shownProblems = 100;

/// A copy is found by the name that it came with, too, which is what it is called everywhere.
QStringList pathsOf(const ImageRecord &image)
{
    if (image.name.isEmpty() || image.name.contains(u'/'))
        return {image.path};
    return {image.path, image.path.section(u'/', 0, -2) + u'/' + image.name};
}

} // namespace

ImageLookup::ImageLookup(const std::vector<ImageRecord> &images, const QString &base)
    : m_base(QDir::cleanPath(base))
{
    QStringList paths;
    for (const ImageRecord &image : images) {
        m_byPath.insert(image.path, image.id);
        const QStringList own = pathsOf(image);
        paths << own;
        m_ids.insert(m_ids.end(), std::size_t(own.size()), image.id);
    }
    m_index = std::make_unique<PathIndex>(m_base, paths);
}

ImageLookup::~ImageLookup() = default;

Result<qint64> ImageLookup::find(const QString &file) const
{
    const QString path = normalizedPath(file);
    const QString whole = QDir::isAbsolutePath(path) ? path : m_base + u'/' + path;
    if (const qint64 id = m_byPath.value(QDir::cleanPath(whole)); id != 0)
        return id;
    const PathIndex::Match match = m_index->find(file);
    if (match.several) {
        return Error{ErrorCode::InvalidInput,
                     Text::tr("Several images are named “%1”; give the full path.").arg(file)};
    }
    if (match.index < 0)
        return Error{ErrorCode::NotFound, Text::tr("The project has no image “%1”.").arg(file)};
    return m_ids[std::size_t(match.index)];
}

Result<LabelTable> readLabelTable(const QString &file, const std::vector<ImageRecord> &images,
                                  const ImportOptions &options)
{
    const ImageLookup lookup(images, QFileInfo(file).absolutePath());
    const auto rows
        = readTable(file, options, [&](const QString &written) { return lookup.find(written).ok(); });
    if (!rows)
        return rows.error();
    if (!rows->labeled && !rows->rows.empty()) // or every image would lose the label that it has
        return Error{ErrorCode::InvalidInput, Text::tr("The table has no column with labels.")};
    LabelTable table;
    table.notices = rows->notices;
    const auto tell = [&](int line, const QString &what) {
        ++table.unused;
        if (table.problems.size() < shownProblems)
            table.problems << Text::tr("Line %1: %2").arg(line).arg(what);
    };
    QHash<qint64, int> firstLine;
    QSet<qint64> contested;
    for (std::size_t i = 0; i < rows->rows.size(); ++i) {
        const TableRow &row = rows->rows[i];
        const int line = rows->lines[qsizetype(i)];
        const Result<qint64> id = row.refusal.isEmpty()
            ? lookup.find(row.file)
            : Result<qint64>(Error{ErrorCode::InvalidInput, row.refusal});
        if (!id) {
            tell(line, id.error().message);
            continue;
        }
        if (!firstLine.contains(*id)) {
            firstLine.insert(*id, line);
            table.labels.insert(*id, row.label);
        } else if (table.labels.value(*id) != row.label) {
            contested.insert(*id);
            tell(line,
                 Text::tr("“%1” is labeled %2 here and %3 in line %4; neither was used.")
                     .arg(row.file, row.label, table.labels.value(*id), QString::number(firstLine[*id])));
        }
    }
    for (const qint64 id : std::as_const(contested))
        table.labels.remove(id);
    return table;
}

} // namespace cairn
