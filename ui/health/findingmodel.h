// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/health.h"

#include <QAbstractTableModel>

namespace cairn {

/// The findings of a health report and how many images each concerns.
class FindingModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Images, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setFindings(std::vector<HealthFinding> findings);
    const HealthFinding *finding(int row) const; ///< nullptr where there is no such row
    int rowOf(const QString &key) const; ///< −1 if there is none
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<HealthFinding> m_findings;
};

} // namespace cairn
