// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/metrics.h"

#include <QAbstractTableModel>

namespace cairn {

/// The pairs of classes that a run mixes up, most frequent first.
class ConfusedPairsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Actual, Predicted, Count, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setMatrix(const ConfusionMatrix &matrix, const QStringList &classes);
    ConfusionMatrix::Confusion pairAt(int row) const { return m_pairs[std::size_t(row)]; }
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<ConfusionMatrix::Confusion> m_pairs;
    QStringList m_classes;
};

} // namespace cairn
