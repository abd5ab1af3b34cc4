// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

namespace cairn {

/// The points of a plot's curves as they were when it was made: curve, x, y; one row a point.
class PlotTable : public QAbstractTableModel
{
    Q_OBJECT
public:
    struct Curve
    {
        QString name;
        QList<double> x;
        QList<double> y;
    };
    PlotTable(QString xLabel, QList<Curve> curves, QObject *parent = nullptr);

    /// Columns curve, x, y; numbers with all their digits. False where the file cannot be written.
    bool saveCsv(const QString &file) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Point
    {
        int curve;
        double x;
        double y;
    };
    QString m_xLabel;
    QStringList m_names;
    std::vector<Point> m_points;
};

} // namespace cairn
