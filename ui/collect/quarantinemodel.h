// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "core/project/quarantinerepository.h"

#include <QAbstractTableModel>

namespace cairn {

/// The files that were refused, each with the reason; newest first.
class QuarantineModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { File, Class, Reason, ColumnCount };

    /// Files below `ownFolder` are Cairn's.
    QuarantineModel(const Library &library, const QString &ownFolder, QObject *parent = nullptr);
    void setFiles(std::vector<QuarantineRecord> files);
    const QuarantineRecord &file(int row) const { return m_files[std::size_t(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    const Library &m_library;
    const QString m_ownFolder;
    std::vector<QuarantineRecord> m_files;
};

} // namespace cairn
