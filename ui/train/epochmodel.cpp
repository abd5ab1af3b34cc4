// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/epochmodel.h"

#include "core/base/format.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

// The matrix is not shown here, and may be large.
EpochMetrics rowOf(const EpochMetrics &epoch)
{
    return {
        epoch.stage,   epoch.stageName,       epoch.epoch, epoch.trainLoss, epoch.validLoss, epoch.errorRate,
        epoch.seconds, epoch.imagesPerSecond, {},          epoch.best};
}

QString fourDigits(double value)
{
    return QString::number(value, 'f', 4);
}

} // namespace

EpochModel::EpochModel(QObject *parent)
    // fast.ai's own column names: people compare the tables.
    : TableModel({number(tr("epoch"), [](const EpochMetrics &row) { return QString::number(row.epoch + 1); }),
                  column(tr("stage"), &EpochMetrics::stageName),
                  number(u"train_loss"_s, [](const EpochMetrics &row) { return fourDigits(row.trainLoss); }),
                  number(u"valid_loss"_s, [](const EpochMetrics &row) { return fourDigits(row.validLoss); }),
                  number(u"error_rate"_s, [](const EpochMetrics &row) { return fourDigits(row.errorRate); }),
                  number(tr("time"), [](const EpochMetrics &row) { return formatDuration(row.seconds); })},
                 parent)
{
}

void EpochModel::setEpochs(const QList<EpochMetrics> &epochs)
{
    std::vector<EpochMetrics> rows;
    for (const EpochMetrics &epoch : epochs) {
        for (EpochMetrics &earlier : rows)
            earlier.best = earlier.best && !epoch.best;
        rows.push_back(rowOf(epoch));
    }
    setRows(std::move(rows));
}

void EpochModel::append(const EpochMetrics &epoch)
{
    for (int row = 0; epoch.best && row < rowCount(); ++row) {
        if (!rowAt(row)->best)
            continue;
        changeRow(row).best = false;
        rowsChanged(row, row, {Qt::FontRole, Qt::ToolTipRole});
    }
    TableModel::append({rowOf(epoch)});
}

QString EpochModel::tipOf(const EpochMetrics &epoch) const
{
    return epoch.best ? tr("Best epoch; its weights are kept") : QString();
}

QVariant EpochModel::dataOf(const EpochMetrics &epoch, int role) const
{
    return role == Qt::FontRole && epoch.best ? boldFont() : QVariant();
}

} // namespace cairn
