// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"

#include <QAbstractTableModel>

namespace cairn {

/// Where the project's images lie: one row a folder.
class FolderModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Folder, Images, ColumnCount };

    /// Images inside `ownFolder`, the project's own, share one row.
    FolderModel(Library &library, const QString &ownFolder, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void recount();

    Library &m_library;
    QString m_ownFolder;
    QList<std::pair<QString, int>> m_folders;
};

} // namespace cairn
