// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/csv.h"
#include "core/dataset/importer.h"

#include <functional>
#include <optional>

namespace cairn {

/// Which columns of a table say what.
struct TableColumns
{
    bool header = true; ///< the first row names the columns
    qsizetype file = -1;
    qsizetype label = -1; ///< −1: none, or `oneHot`
    QList<qsizetype> oneHot; ///< one column a class, 1 where the file is of it
    qsizetype split = -1; ///< "train", "valid", …
    bool splitIsValid = false; ///< the column says whether it is validation: True, False
    QStringList names; ///< of all columns
};

/// What the user says about it.
struct ColumnChoice
{
    QString file; ///< the header's text; empty: found
    QString label;
    bool oneHot = false; ///< Roboflow's _classes.csv: every other column is a class
};

/// The file column is the one whose texts name the most files that `exists` knows, then one with a usual
/// name. The label's is the one with a usual name (label, class, category, …), else the only other column,
/// else all others where they hold 0 and 1 only. Error InvalidInput names the columns where that leaves more
/// than one possibility, and the name that two columns with different contents have.
Result<TableColumns> findColumns(const CsvTable &table, const ColumnChoice &choice,
                                 const std::function<bool(const QString &)> &exists);

/// One row of a table of labels.
struct TableRow
{
    QString file; ///< as written
    QString label; ///< empty: none
    Split split = Split::None;
    QString refusal; ///< a sentence, or empty
};
TableRow readRow(const QStringList &row, const TableColumns &columns);

struct ReadTable
{
    std::vector<TableRow> rows; ///< without the header
    bool labeled = false; ///< a column, or several, hold labels
    QList<int> lines; ///< 1-based, of each row
    QStringList notices; ///< which columns were taken, and which encoding
};

/// The rows of a table in a file. Errors: those of readList(), parseCsv() and findColumns().
Result<ReadTable> readTable(const QString &file, const ImportOptions &options,
                            const std::function<bool(const QString &)> &exists);
/// The text of a table, and a notice in `notices` where its encoding had to be guessed. Error Corrupt: it is
/// no text.
Result<CsvTable> parseTable(const QByteArray &bytes, const QString &encoding, QStringList &notices);

} // namespace cairn
