// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"

#include <QAbstractTableModel>

namespace cairn {

/// The classes with how many images each has; the last row is for images without a label.
class ClassCountModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Images, Share, ColumnCount };

    explicit ClassCountModel(Library &library, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    int countOf(int row) const;

    Library &m_library;
    int m_rows = 0;
};

} // namespace cairn
