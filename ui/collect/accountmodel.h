// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/importreport.h"

#include <QAbstractTableModel>

namespace cairn {

/// The files of an import that are no new images, each with what became of it and why: refused ones first.
class AccountModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Outcome, File, Reason, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setReport(const ImportReport &report);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        QString outcome;
        QString file;
        QString reason;
    };
    std::vector<Row> m_rows;
};

} // namespace cairn
