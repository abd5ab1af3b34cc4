// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

#include <QFile>

namespace cairn {

/// The table that predict --csv and the Export page write, row by row (RFC 4180 quoting, UTF-8, lines end in
/// \n): file,label,probability,<one column a class>,error and, with --unsure, unsure (1 or 0)
class PredictionCsv
{
public:
    struct Form
    {
        bool tellsUnsure = false;
        bool spreadsheetSafe = false; ///< names that a spreadsheet would run as a formula are defused
    };
    /// Writes the header over whatever was in `file`. Error WriteFailed.
    static Result<std::unique_ptr<PredictionCsv>> create(const QString &file, const QStringList &classes,
                                                         Form form);
    /// The same in a file that is open for writing; it outlives the table.
    static Result<std::unique_ptr<PredictionCsv>> createIn(QFile &file, const QStringList &classes,
                                                           Form form);
    Result<void> add(const FilePrediction &prediction, bool unsure = false);
    /// Everything is in the file afterwards, or the error says that it is not.
    Result<void> finish();

    /// In quotes where it holds a comma, a quote or a line break.
    static QString quoted(const QString &field);

private:
    PredictionCsv(QFile &file, const QStringList &classes, Form form);
    Result<void> writeRow(const QStringList &fields);

    std::unique_ptr<QFile> m_own;
    QFile &m_file;
    const QStringList m_classes;
    const Form m_form;
};

} // namespace cairn
