// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/exportrepository.h"

#include <QAbstractTableModel>

namespace cairn {

/// A project's exports, newest first.
class ExportHistory : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { When, Run, Format, File, Checksum, columns };

    using QAbstractTableModel::QAbstractTableModel;
    void setRecords(std::vector<ExportRecord> records);
    const ExportRecord &record(int row) const { return m_records[std::size_t(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<ExportRecord> m_records;
};

} // namespace cairn
