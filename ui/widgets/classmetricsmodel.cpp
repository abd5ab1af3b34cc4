// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/classmetricsmodel.h"

#include "core/base/format.h"
#include "ui/widgets/plaintext.h"

#include <cmath>

namespace cairn {

void ClassMetricsModel::setEvaluation(const Evaluation &evaluation, const QStringList &classes)
{
    beginResetModel();
    m_metrics = classReports(evaluation);
    m_classes = classes;
    endResetModel();
}

int ClassMetricsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_metrics.size());
}

int ClassMetricsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

namespace {
QString share(double value)
{
    return std::isfinite(value) ? QString::number(value, 'f', 3) : QStringLiteral("–");
}

/// "0.92 (0.78–0.97)"
QString shareWithin(double value, const Interval &within)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    return QStringLiteral("%1 (%2–%3)")
        .arg(value, 0, 'f', 2)
        .arg(within.low, 0, 'f', 2)
        .arg(within.high, 0, 'f', 2);
}

QString interval(const Interval &within)
{
    return ClassMetricsModel::tr("95 % confidence interval: %1 to %2")
        .arg(formatPercent(within.low), formatPercent(within.high));
}
} // namespace

QVariant ClassMetricsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole && index.column() != Name)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    const ClassReport &metrics = m_metrics[std::size_t(index.row())];
    if (role == Qt::ToolTipRole && index.column() == Precision)
        return plainTip(interval(metrics.precisionInterval));
    if (role == Qt::ToolTipRole && index.column() == Recall)
        return plainTip(interval(metrics.recallInterval));
    if (role == Qt::ToolTipRole && index.column() == Name)
        return plainTip(m_classes.value(index.row()));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Name:
        return m_classes.value(index.row());
    case Images:
        return formatCount(metrics.support);
    case Precision:
        return shareWithin(metrics.precision, metrics.precisionInterval);
    case Recall:
        return shareWithin(metrics.recall, metrics.recallInterval);
    case Loss:
        return share(metrics.meanLoss);
    default:
        return share(metrics.f1);
    }
}

QVariant ClassMetricsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Precision)
        return tr("Share of images predicted as this class that belong to it");
    if (role == Qt::ToolTipRole && section == Recall)
        return tr("Share of images of this class that were predicted as it");
    if (role != Qt::DisplayRole)
        return {};
    const QString names[ColumnCount]
        = {tr("Class"), tr("Images"), tr("Precision"), tr("Recall"), tr("F1"), tr("Loss")};
    return names[section];
}

} // namespace cairn
