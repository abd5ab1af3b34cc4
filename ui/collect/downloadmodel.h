// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/downloadrepository.h"
#include "core/project/library.h"

#include <QAbstractTableModel>
#include <QHash>

namespace cairn {

/// The download queue, a row an image, in the order in which they were queued.
class DownloadModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { State, Image, Class, License, Reason, ColumnCount };

    explicit DownloadModel(const Library &library, QObject *parent = nullptr);
    void setRows(std::vector<DownloadRecord> rows);
    void updateRows(const std::vector<DownloadRecord> &rows); ///< new ones are appended
    const DownloadRecord &row(int row) const { return m_rows[std::size_t(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    const Library &m_library;
    std::vector<DownloadRecord> m_rows;
    QHash<qint64, int> m_index; ///< row by id
};

/// "waiting", "done", …
QString downloadStateText(DownloadState state);

} // namespace cairn
