// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/groupsmodel.h"

#include "core/base/format.h"
#include "core/learn/layergroups.h"

using namespace Qt::StringLiterals;

namespace cairn {

void GroupsModel::setConfig(const TrainingConfig &config, const std::vector<GroupSummary> &groups)
{
    beginResetModel();
    m_config = config;
    m_groups = groups;
    endResetModel();
}

bool GroupsModel::propose(const QStringList &splitOn)
{
    if (const Result<void> valid = validateSplit(m_config.arch, m_config.body, splitOn); !valid) {
        Q_EMIT refused(valid.error().message);
        return false;
    }
    Q_EMIT splitEdited(splitOn);
    return true;
}

void GroupsModel::addGroup()
{
    // The latest stage that no group begins at yet, or else the latest block.
    const QStringList places = groupStarts(m_config.arch, m_config.body);
    const LayerGrouping grouping(m_config.splitOn);
    for (const bool blocks : {false, true}) {
        for (qsizetype i = places.size() - 1; i >= 0; --i) {
            if (places[i].contains(u'.') != blocks || m_config.splitOn.contains(places[i]))
                continue;
            QStringList splitOn = m_config.splitOn;
            splitOn.insert(grouping.groupOf(places[i].toStdString()), places[i]);
            if (validateSplit(m_config.arch, m_config.body, splitOn)) {
                Q_EMIT splitEdited(splitOn);
                return;
            }
        }
    }
    Q_EMIT refused(tr("Every block already starts a layer group."));
}

bool GroupsModel::removable(int row) const
{
    return row >= 1 && row < rowCount() - 1;
}

void GroupsModel::removeGroup(int row)
{
    if (!removable(row))
        return;
    QStringList splitOn = m_config.splitOn;
    splitOn.removeAt(row - 1);
    propose(splitOn);
}

int GroupsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_groups.size());
}

int GroupsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstStage + int(m_config.stages.size());
}

QString GroupsModel::begin(int row) const
{
    if (row == 0)
        return u"conv1"_s;
    return row == rowCount() - 1 ? u"head"_s : m_config.splitOn.value(row - 1);
}

QString GroupsModel::inStage(int row, const Stage &stage) const
{
    if (row < m_config.frozenGroups(stage))
        return m_config.trainBatchNorm ? tr("frozen except norms") : tr("frozen");
    return formatRate(stage.rate.forGroups(m_config.groups())[row]);
}

QVariant GroupsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole && index.column() >= Parameters)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && index.column() == Begin && removable(index.row()))
        return tr("First block of this group, for example layer3 or layer4.1; double-click to change it");
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    const GroupSummary &group = m_groups[std::size_t(index.row())];
    switch (index.column()) {
    case Begin:
        return begin(index.row());
    case Layers:
        return group.title;
    case Parameters:
        return formatCount(group.parameters);
    default:
        return inStage(index.row(), m_config.stages[index.column() - FirstStage]);
    }
}

bool GroupsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole || index.column() != Begin
        || !removable(index.row()))
        return false;
    QStringList splitOn = m_config.splitOn;
    splitOn[index.row() - 1] = value.toString().trimmed();
    return propose(splitOn);
}

QVariant GroupsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Parameters ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (section >= FirstStage && section < columnCount())
        return tr("Rate, %1").arg(m_config.stages[section - FirstStage].name);
    const QString names[FirstStage] = {tr("Starts at"), tr("Layers"), tr("Weights")};
    return section < FirstStage ? names[section] : QVariant();
}

Qt::ItemFlags GroupsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const bool editable = index.isValid() && index.column() == Begin && removable(index.row());
    return editable ? flags | Qt::ItemIsEditable : flags;
}

} // namespace cairn
