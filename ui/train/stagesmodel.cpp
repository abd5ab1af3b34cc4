// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/stagesmodel.h"

#include "core/learn/settings/settingstext.h"
#include "ui/widgets/plaintext.h"

namespace cairn {

void StagesModel::setStages(const QList<Stage> &stages)
{
    beginResetModel();
    m_stages = stages;
    endResetModel();
}

void StagesModel::setStage(int row, const Stage &stage)
{
    if (m_stages[row] == stage)
        return;
    m_stages[row] = stage;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    Q_EMIT edited();
}

void StagesModel::addStage()
{
    const int row = int(m_stages.size());
    beginInsertRows({}, row, row);
    m_stages.append(m_stages.isEmpty() ? Stage() : m_stages.last());
    endInsertRows();
    Q_EMIT edited();
}

void StagesModel::removeStage(int row)
{
    if (m_stages.size() < 2 || row < 0 || row >= m_stages.size())
        return;
    beginRemoveRows({}, row, row);
    m_stages.removeAt(row);
    endRemoveRows();
    Q_EMIT edited();
}

int StagesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_stages.size());
}

int StagesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

const Setting<Stage> &StagesModel::setting(int column)
{
    static const QString keys[ColumnCount] = {QStringLiteral("name"), QStringLiteral("epochs"),
                                              QStringLiteral("learning_rate"), QStringLiteral("freeze_to")};
    return stageSetting(keys[column]);
}

QVariant StagesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Stage &stage = m_stages[index.row()];
    if (role == Qt::ToolTipRole)
        return plainTip(setting(index.column()).hint);
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    switch (index.column()) {
    case Epochs:
        return stage.epochs; // as numbers, for the spin box that edits them
    case FreezeTo:
        return stage.freezeTo;
    default:
        return settingText(setting(index.column()), stage);
    }
}

bool StagesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole)
        return false;
    Stage stage = m_stages[index.row()];
    const Setting<Stage> &changed = setting(index.column());
    if (!setFromText(changed, stage, value.toString()) || !checkSettings({changed}, stage))
        return false;
    m_stages[index.row()] = stage;
    Q_EMIT dataChanged(index, index);
    Q_EMIT edited();
    return true;
}

QVariant StagesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return setting(section).title;
}

Qt::ItemFlags StagesModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() ? flags | Qt::ItemIsEditable : flags;
}

} // namespace cairn
