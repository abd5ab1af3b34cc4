// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/runlist.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

/// The project's runs, newest first: those out of the trash, or those in it.
class RunListModel : public TableModel<RunRecord>
{
    Q_OBJECT
public:
    enum Column { Name, State, Network, Preset, Error, Time, Date, Tags, Note };
    static constexpr int SortRole = Qt::UserRole; ///< the value behind the text

    explicit RunListModel(RunList &runs, QObject *parent = nullptr);
    void setShowTrash(bool trash);
    bool showsTrash() const { return m_trash; }
    std::optional<RunRecord> run(int row) const;
    int rowOf(qint64 runId) const; ///< −1: not there

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void rebuild();
    bool isCurrent(const RunRecord &run) const;
    bool rename(int row, const QString &name);
    QString tipOf(const RunRecord &run) const override;

    RunList &m_list;
    bool m_trash = false;
};

} // namespace cairn
