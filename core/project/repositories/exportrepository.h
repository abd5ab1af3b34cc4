// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"

#include <QDateTime>

#include <vector>

namespace cairn {

/// One export of a run's model.
struct ExportRecord
{
    qint64 id = 0;
    qint64 runId = 0;
    QDateTime at;
    QString format; ///< "bundle", "onnx", "torchscript", "weights"
    QString path; ///< absolute
    qint64 bytes = 0;
    QString sha256; ///< hexadecimal: of the file; of a folder, of its SHA256SUMS
    int images = 0; ///< compared
    double largestDifference = 0;
    int changedDecisions = 0;
};

/// Rows of `exports`.
class ExportRepository
{
public:
    explicit ExportRepository(Database &database)
        : m_database(database)
    {
    }
    Result<void> add(const ExportRecord &record); ///< its id is ignored
    Result<std::vector<ExportRecord>> all() const; ///< newest first

private:
    Database &m_database;
};

} // namespace cairn
