// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/epochmodel.h"

#include "core/base/format.h"

#include <QFont>

namespace cairn {

void EpochModel::setEpochs(const QList<EpochMetrics> &epochs)
{
    beginResetModel();
    m_epochs = epochs;
    m_best = -1;
    for (qsizetype i = 0; i < epochs.size(); ++i) {
        if (epochs[i].best)
            m_best = int(i);
    }
    endResetModel();
}

void EpochModel::append(const EpochMetrics &epoch)
{
    const int row = int(m_epochs.size());
    beginInsertRows({}, row, row);
    m_epochs.append(epoch);
    if (epoch.best)
        m_best = row;
    endInsertRows();
    if (epoch.best && row > 0)
        Q_EMIT dataChanged(index(0, 0), index(row - 1, ColumnCount - 1), {Qt::FontRole, Qt::ToolTipRole});
}

int EpochModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_epochs.size());
}

int EpochModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EpochModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const EpochMetrics &epoch = m_epochs[index.row()];
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == StageName ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::FontRole && index.row() == m_best) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role == Qt::ToolTipRole && index.row() == m_best)
        return tr("Best epoch; its weights are kept");
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Epoch:
        return epoch.epoch + 1;
    case StageName:
        return epoch.stageName;
    case TrainLoss:
        return QString::number(epoch.trainLoss, 'f', 4);
    case ValidLoss:
        return QString::number(epoch.validLoss, 'f', 4);
    case ErrorRate:
        return QString::number(epoch.errorRate, 'f', 4);
    default:
        return formatDuration(epoch.seconds);
    }
}

QVariant EpochModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == StageName ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    // fast.ai's own column names: people compare the tables.
    const QString names[ColumnCount] = {tr("epoch"),
                                        tr("stage"),
                                        QStringLiteral("train_loss"),
                                        QStringLiteral("valid_loss"),
                                        QStringLiteral("error_rate"),
                                        tr("time")};
    return names[section];
}

} // namespace cairn
