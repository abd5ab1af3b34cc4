#pragma once

#include "core/learn/metrics.h"

#include <QAbstractTableModel>

namespace cairn {

/// Precision, recall and F1 of every class.
class ClassMetricsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Pictures, Precision, Recall, F1, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setMatrix(const ConfusionMatrix &matrix, const QStringList &classes);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<ClassMetrics> m_metrics;
    QStringList m_classes;
};

} // namespace cairn
