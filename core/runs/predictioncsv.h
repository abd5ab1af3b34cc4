#pragma once

#include "core/learn/engine.h"

#include <QFile>

namespace cairn {

/// The table that predict --csv and the Export page write, row by row (RFC 4180 quoting, UTF-8, lines end in
/// \n): file,label,probability,<one column a class>,error and, with --unsure, unsure (1 or 0)
class PredictionCsv
{
public:
    /// Writes the header over whatever was in `file`. Error WriteFailed.
    /// `spreadsheetSafe`: names that a spreadsheet would run as a formula are defused.
    static Result<std::unique_ptr<PredictionCsv>> create(const QString &file, const QStringList &classes,
                                                         bool tellsUnsure = false,
                                                         bool spreadsheetSafe = false);
    Result<void> add(const FilePrediction &prediction, bool unsure = false);
    /// Everything is on disk afterwards, or the error says that it is not.
    Result<void> finish();

    /// In quotes where it holds a comma, a quote or a line break.
    static QString quoted(const QString &field);

private:
    PredictionCsv(const QString &file, const QStringList &classes, bool tellsUnsure);
    Result<void> writeRow(const QStringList &fields);
    Error writeError() const;

    QFile m_file;
    const QStringList m_classes;
    const bool m_tellsUnsure;
    bool m_spreadsheetSafe = false;
};

} // namespace cairn
