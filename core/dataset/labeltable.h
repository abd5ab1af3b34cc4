#pragma once

#include "core/base/result.h"
#include "core/project/records.h"

#include <QHash>
#include <QStringList>
#include <vector>

namespace cairn {

/// Finds a project's pictures by what people call them: the path of the file, or its name alone where only
/// one picture has it.
class ImageLookup
{
public:
    explicit ImageLookup(const std::vector<ImageRecord> &images);
    /// The id. Errors: NotFound; InvalidInput (several have that name).
    Result<qint64> find(const QString &file) const;

private:
    QHash<QString, qint64> m_byPath;
    QHash<QString, qint64> m_byName; // 0: several
};

/// Labels from a table.
struct LabelTable
{
    QHash<qint64, QString> labels; ///< image id → class name; empty: clear the label
    QStringList problems; ///< a sentence for each row that could not be used, 100 at most
};

/// Reads a CSV file (comma, semicolon or tab) with a header row whose columns are file (or path, image) and
/// label (or class). Relative paths are tried from the table's folder. At most 20 MB. Errors: NotFound,
/// ReadFailed, InvalidInput, Corrupt.
Result<LabelTable> readLabelTable(const QString &file, const ImageLookup &images);

} // namespace cairn
