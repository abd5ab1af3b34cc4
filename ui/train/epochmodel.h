// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingobserver.h"

#include <QAbstractTableModel>

namespace cairn {

/// The table that fast.ai prints: one row an epoch.
class EpochModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Epoch, StageName, TrainLoss, ValidLoss, ErrorRate, Time, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setEpochs(const QList<EpochMetrics> &epochs);
    void append(const EpochMetrics &epoch);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QList<EpochMetrics> m_epochs;
    int m_best = -1; ///< row of the epoch whose weights are kept
};

} // namespace cairn
