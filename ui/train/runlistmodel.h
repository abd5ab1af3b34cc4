// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/runlist.h"

#include <QAbstractTableModel>

namespace cairn {

/// The project's runs, newest first: those out of the trash, or those in it.
class RunListModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, State, Network, Preset, Error, Time, Date, Tags, Note, ColumnCount };
    static constexpr int SortRole = Qt::UserRole; ///< the value behind the text

    explicit RunListModel(RunList &runs, QObject *parent = nullptr);
    void setShowTrash(bool trash);
    bool showsTrash() const { return m_trash; }
    std::optional<RunRecord> run(int row) const;
    int rowOf(qint64 runId) const; ///< −1: not there

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;

private:
    void rebuild();
    QString text(const RunRecord &run, int column) const;
    static QVariant value(const RunRecord &run, int column);
    QString details(const RunRecord &run) const; ///< of the tip

    RunList &m_list;
    QList<RunRecord> m_runs;
    bool m_trash = false;
};

} // namespace cairn
