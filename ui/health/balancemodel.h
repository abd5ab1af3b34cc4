// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/health.h"

#include <QAbstractTableModel>

namespace cairn {

/// A health report's classes: how many images each has, and on which side of the split.
class BalanceModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Train, Valid, Images, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setClasses(std::vector<ClassHealth> classes);
    const ClassHealth *classAt(int row) const; ///< nullptr where there is no such row
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<ClassHealth> m_classes;
};

} // namespace cairn
