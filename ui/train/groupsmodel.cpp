// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/groupsmodel.h"

#include "core/base/format.h"
#include "core/learn/layergroups.h"

using namespace Qt::StringLiterals;

namespace cairn {

GroupsModel::GroupsModel(QObject *parent)
    : TableModel({}, parent)
{
    setConfig({}, {});
}

void GroupsModel::setConfig(const TrainingConfig &config, const std::vector<GroupSummary> &groups)
{
    m_config = config;
    Columns columns{
        column(tr("Starts at"), &GroupRow::begin)
            .withTip([](const GroupRow &row) {
                return row.removable ? tr("First block of this group, for example layer3 or layer4.1; "
                                          "double-click to change it")
                                     : QString();
            })
            .withEdit(
                [this](int row, const QVariant &value) { return setBegin(row, value.toString().trimmed()); }),
        column(tr("Layers"), [](const GroupRow &row) { return row.summary.title; }),
        number(tr("Weights"), [](const GroupRow &row) { return formatCount(row.summary.parameters); })};
    for (qsizetype i = 0; i < config.stages.size(); ++i)
        columns.push_back(number(tr("Rate, %1").arg(config.stages[i].name),
                                 [i](const GroupRow &row) { return row.rates[i]; }));
    std::vector<GroupRow> rows;
    for (int i = 0; i < int(groups.size()); ++i) {
        const bool head = i == int(groups.size()) - 1;
        GroupRow row{config.splitOn.value(i - 1), groups[std::size_t(i)], {}, i > 0 && !head};
        if (!row.removable)
            row.begin = head && i > 0 ? u"head"_s : u"conv1"_s;
        for (const Stage &stage : config.stages)
            row.rates << inStage(i, stage);
        rows.push_back(row);
    }
    setTable(std::move(columns), std::move(rows));
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
    return rowAt(row) && rowAt(row)->removable;
}

void GroupsModel::removeGroup(int row)
{
    if (!removable(row))
        return;
    QStringList splitOn = m_config.splitOn;
    splitOn.removeAt(row - 1);
    propose(splitOn);
}

bool GroupsModel::setBegin(int row, const QString &begin)
{
    if (!removable(row))
        return false;
    QStringList splitOn = m_config.splitOn;
    splitOn[row - 1] = begin;
    return propose(splitOn);
}

QString GroupsModel::inStage(int row, const Stage &stage) const
{
    if (row < m_config.frozenGroups(stage))
        return m_config.trainBatchNorm ? tr("frozen except norms") : tr("frozen");
    return formatRate(stage.rate.forGroups(m_config.groups())[row]);
}

Qt::ItemFlags GroupsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = TableModel::flags(index);
    return removable(index.row()) ? flags : flags & ~Qt::ItemIsEditable;
}

} // namespace cairn
