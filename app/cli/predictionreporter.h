// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/predictionsorter.h"
#include "core/runs/predictioncsv.h"

#include <QJsonObject>

namespace cairn {

/// Tells what the model says of each file, and does with the file what was asked for.
class PredictionReporter
{
public:
    PredictionReporter(const Arguments &arguments, const QStringList &classes, qint64 files, Output &out);

    /// Ends the command where a file or folder cannot be made: see orFail().
    void open(const Arguments &arguments);

    /// `name` is what people call the file.
    void tell(FilePrediction prediction, const QString &name);

    Result<void> finish();

    qint64 unreadable() const { return m_unreadable; }
    qint64 notSorted() const { return m_notSorted; }

private:
    double best(const FilePrediction &prediction) const;

    bool isUnsure(const FilePrediction &prediction) const;

    /// Empty where nothing was asked for.
    Result<QString> sorted(const FilePrediction &prediction);

    /// Class indices, most probable first.
    std::vector<int> ranked(const FilePrediction &prediction) const;

    QJsonObject toJson(const FilePrediction &prediction) const;

    QString toText(const FilePrediction &prediction) const;

    const QStringList m_classes;
    const qint64 m_files;
    Output &m_out;
    const qint64 m_top;
    const std::optional<double> m_unsureBelow;
    std::unique_ptr<PredictionCsv> m_csv;
    std::optional<PredictionSorter> m_sorter;
    Result<void> m_written;
    qint64 m_done = 0;
    qint64 m_unreadable = 0;
    qint64 m_notSorted = 0;
};

} // namespace cairn
