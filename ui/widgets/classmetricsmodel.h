// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/classreport.h"

#include <QAbstractTableModel>

namespace cairn {

/// Precision and recall of every class with their 95 % intervals, F1 and mean loss.
class ClassMetricsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Images, Precision, Recall, F1, Loss, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setEvaluation(const Evaluation &evaluation, const QStringList &classes);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<ClassReport> m_metrics;
    QStringList m_classes;
};

} // namespace cairn
