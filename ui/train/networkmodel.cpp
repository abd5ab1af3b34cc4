// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/networkmodel.h"

#include "core/base/format.h"

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

NetworkModel::NetworkModel(QObject *parent)
    : TableModel(
        {column(tr("Stage"), &NetworkRow::name), column(tr("Output, C×H×W"), &NetworkRow::output),
         number(tr("Layers"), [](const NetworkRow &row) { return formatCount(row.weightedLayers); }),
         number(tr("Units"), [](const NetworkRow &row) { return shortCount(row.units); }),
         number(tr("Weights"), [](const NetworkRow &row) { return formatCount(row.parameters); }),
         number(tr("Multiply-adds"), [](const NetworkRow &row) { return shortCount(row.macs); }),
         number(tr("Memory per batch"),
                [this](const NetworkRow &row) { return formatBytes(row.activationBytes * m_batch); })},
        parent)
{
}

void NetworkModel::setSummary(const ModelSummary &summary, int batch)
{
    m_summary = summary;
    m_batch = batch;
    std::vector<NetworkRow> rows;
    for (const StageSummary &stage : summary.stages)
        rows.push_back({stage});
    if (!rows.empty()) {
        const StageSummary total{tr("all"),
                                 {},
                                 summary.weightedLayers,
                                 summary.parameters,
                                 summary.macs,
                                 summary.units,
                                 summary.activationBytes};
        rows.push_back({total, true});
    }
    setRows(std::move(rows));
}

QVariant NetworkModel::dataOf(const NetworkRow &row, int role) const
{
    return role == Qt::FontRole && row.total ? boldFont() : QVariant();
}

} // namespace cairn
