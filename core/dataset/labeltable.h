// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/importer.h"
#include "core/project/records.h"

#include <memory>
#include <QHash>
#include <QStringList>
#include <vector>

namespace cairn {

class PathIndex;

/// Finds a project's images by what people and tables call them: by the rules of PathIndex.
class ImageLookup
{
public:
    /// `base`: the folder that relative paths begin in.
    ImageLookup(const std::vector<ImageRecord> &images, const QString &base);
    ~ImageLookup();
    /// The id. Errors: NotFound; InvalidInput (several have that name).
    Result<qint64> find(const QString &file) const;

private:
    const QString m_base;
    QHash<QString, qint64> m_byPath;
    std::vector<qint64> m_ids;
    std::unique_ptr<PathIndex> m_index;
};

/// Labels from a table.
struct LabelTable
{
    QHash<qint64, QString> labels; ///< image id → class name; empty: clear the label
    QStringList problems; ///< a sentence for each row that could not be used, 100 at most
    qint64 unused = 0; ///< rows that could not be used, in all
    QStringList notices; ///< what was taken for granted
};

/// Reads a table as an import does (tablecolumns.h). Images to which it gives two different labels get none
/// of them. Errors: NotFound, ReadFailed, InvalidInput, Corrupt.
Result<LabelTable> readLabelTable(const QString &file, const std::vector<ImageRecord> &images,
                                  const ImportOptions &options = {});

} // namespace cairn
