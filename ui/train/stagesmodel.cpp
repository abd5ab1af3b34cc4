#include "ui/train/stagesmodel.h"

#include <algorithm>

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

QVariant StagesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Stage &stage = m_stages[index.row()];
    if (role == Qt::ToolTipRole && index.column() == Rate)
        return tr("One rate for all layers (0.003), or slice(1e-6,1e-4) from the first layers to the last");
    if (role == Qt::ToolTipRole && index.column() == FreezeTo)
        return tr(
            "First layer group that learns: 0 all, 1 all but the first; from the end: −1 only the head");
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
        return stage.freezeTo;
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
    default: {
        bool ok = false;
        const int depth = value.toInt(&ok);
        if (ok)
            stage.freezeTo = std::clamp(depth, -65, 65);
        return ok;
    }
    }
}

bool StagesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole)
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
    const QString names[ColumnCount] = {tr("Stage"), tr("Epochs"), tr("Learning rate"), tr("Freeze to")};
    return names[section];
}

Qt::ItemFlags StagesModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() ? flags | Qt::ItemIsEditable : flags;
}

} // namespace cairn
