// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/tablemodel.h"

namespace cairn {

struct PlotPoint
{
    QString curve;
    double x;
    double y;
};

/// The points of a plot's curves as they were when it was made: curve, x, y; one row a point.
class PlotTable : public TableModel<PlotPoint>
{
    Q_OBJECT
public:
    struct Curve
    {
        QString name;
        QList<double> x;
        QList<double> y;
    };
    PlotTable(const QString &xLabel, const QList<Curve> &curves, QObject *parent = nullptr);

    /// Columns curve, x, y; numbers with all their digits. False where the file cannot be written.
    bool saveCsv(const QString &file) const;
};

} // namespace cairn
