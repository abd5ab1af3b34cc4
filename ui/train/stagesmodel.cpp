#include "ui/train/stagesmodel.h"

namespace cairn {

void StagesModel::setStages(const QList<Stage> &stages)
{
    beginResetModel();
    m_stages = stages;
    endResetModel();
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

QVariant StagesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Stage &stage = m_stages[index.row()];
    if (role == Qt::CheckStateRole && index.column() == Frozen)
        return stage.frozen() ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::ToolTipRole && index.column() == Rate)
        return tr("One rate for all layers (0.003), or slice(1e-6,1e-4) from the first layers to the last");
    if (role == Qt::ToolTipRole && index.column() == Frozen)
        return tr("Frozen: only the new head learns");
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    switch (index.column()) {
    case Name:
        return stage.name;
    case Epochs:
        return stage.epochs;
    case Rate:
        return stage.rate.toString();
    default:
        return {};
    }
}

bool StagesModel::edit(Stage &stage, int column, const QVariant &value)
{
    switch (column) {
    case Name:
        stage.name = value.toString().trimmed().left(40);
        return true;
    case Epochs:
        stage.epochs = std::max(1, value.toInt());
        return true;
    case Rate: {
        const Result<LearningRate> rate = LearningRate::parse(value.toString());
        if (rate)
            stage.rate = *rate;
        return rate.ok();
    }
    default:
        stage.freezeTo = value.toInt() == Qt::Checked ? -1 : 0;
        return true;
    }
}

bool StagesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const int wanted = index.column() == Frozen ? Qt::CheckStateRole : Qt::EditRole;
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != wanted)
        return false;
    if (!edit(m_stages[index.row()], index.column(), value))
        return false;
    Q_EMIT dataChanged(index, index);
    Q_EMIT edited();
    return true;
}

QVariant StagesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString names[ColumnCount] = {tr("Stage"), tr("Epochs"), tr("Learning rate"), tr("Frozen")};
    return names[section];
}

Qt::ItemFlags StagesModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    return index.column() == Frozen ? flags | Qt::ItemIsUserCheckable : flags | Qt::ItemIsEditable;
}

} // namespace cairn
