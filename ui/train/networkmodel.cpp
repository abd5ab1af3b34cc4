// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/networkmodel.h"

#include "core/base/format.h"

#include <QFont>

#include <array>

namespace cairn {

QString shortCount(qint64 count)
{
    static constexpr std::array units{"", " k", " M", " G"};
    double value = double(count);
    std::size_t unit = 0;
    while (value >= 1000 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    const int decimals = unit == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return QString::number(value, 'f', decimals) + QLatin1String(units[unit]);
}

void NetworkModel::setSummary(const ModelSummary &summary, int batch)
{
    beginResetModel();
    m_summary = summary;
    m_batch = batch;
    endResetModel();
}

int NetworkModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_summary.stages.empty() ? 0 : int(m_summary.stages.size()) + 1;
}

int NetworkModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString NetworkModel::total(int column) const
{
    switch (column) {
    case Name:
        return tr("all");
    case Layers:
        return formatCount(m_summary.weightedLayers);
    case Parameters:
        return formatCount(m_summary.parameters);
    case Units:
        return shortCount(m_summary.units);
    case Macs:
        return shortCount(m_summary.macs);
    case Memory:
        return formatBytes(m_summary.activationBytes * m_batch);
    default:
        return {};
    }
}

QVariant NetworkModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const bool sum = std::size_t(index.row()) == m_summary.stages.size();
    if (role == Qt::TextAlignmentRole && index.column() >= Layers)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::FontRole && sum) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role != Qt::DisplayRole)
        return {};
    if (sum)
        return total(index.column());
    const StageSummary &stage = m_summary.stages[std::size_t(index.row())];
    switch (index.column()) {
    case Name:
        return stage.name;
    case Output:
        return stage.output;
    case Layers:
        return stage.weightedLayers;
    case Parameters:
        return formatCount(stage.parameters);
    case Units:
        return shortCount(stage.units);
    case Memory:
        return formatBytes(stage.activationBytes * m_batch);
    default:
        return shortCount(stage.macs);
    }
}

QVariant NetworkModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Layers ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString names[ColumnCount]
        = {tr("Stage"),   tr("Output, C×H×W"), tr("Layers"),          tr("Units"),
           tr("Weights"), tr("Multiply-adds"), tr("Memory per batch")};
    return names[section];
}

} // namespace cairn
