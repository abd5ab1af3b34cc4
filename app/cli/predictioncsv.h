#pragma once

#include "core/learn/engine.h"

#include <QFile>

namespace cairn {

/// The table that predict --csv writes, row by row (RFC 4180 quoting, UTF-8, lines end in \n):
/// file,label,probability,<one column a class>,error
class PredictionCsv
{
public:
    /// Writes the header over whatever was in `file`. Error WriteFailed.
    static Result<std::unique_ptr<PredictionCsv>> create(const QString &file, const QStringList &classes);
    Result<void> add(const FilePrediction &prediction);
    /// Everything is on disk afterwards, or the error says that it is not.
    Result<void> finish();

    /// In quotes where it holds a comma, a quote or a line break.
    static QString quoted(const QString &field);

private:
    PredictionCsv(const QString &file, const QStringList &classes);
    Result<void> writeRow(const QStringList &fields);
    Error writeError() const;

    QFile m_file;
    const QStringList m_classes;
};

} // namespace cairn
