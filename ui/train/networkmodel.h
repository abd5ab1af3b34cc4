// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/modelsummary.h"

#include <QAbstractTableModel>

namespace cairn {

/// A network, stage by stage, with its real counts; the last row sums up.
class NetworkModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Output, Layers, Units, Parameters, Macs, Memory, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setSummary(const ModelSummary &summary, int batch); ///< `batch`: images that the memory is for
    const ModelSummary &summary() const { return m_summary; }
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString total(int column) const;

    ModelSummary m_summary;
    int m_batch = 1;
};

/// 3.67 G, 21.8 M, 512 k: a large count in three digits.
QString shortCount(qint64 count);

} // namespace cairn
