// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/settings/setting.h"

#include <QAbstractTableModel>

namespace cairn {

/// A configuration's stages as an editable table.
class StagesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Epochs, Rate, FreezeTo, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setStages(const QList<Stage> &stages);
    const QList<Stage> &stages() const { return m_stages; }
    void setStage(int row, const Stage &stage); ///< as if the user had edited it
    void addStage(); ///< a copy of the last one
    void removeStage(int row); ///< the last one stays

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void edited(); ///< by the user

private:
    static const Setting<Stage> &setting(int column);

    QList<Stage> m_stages;
};

} // namespace cairn
