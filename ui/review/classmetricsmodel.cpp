#include "ui/review/classmetricsmodel.h"

#include "core/base/format.h"

#include <cmath>

namespace cairn {

void ClassMetricsModel::setMatrix(const ConfusionMatrix &matrix, const QStringList &classes)
{
    beginResetModel();
    m_metrics = classMetrics(matrix);
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
} // namespace

QVariant ClassMetricsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole && index.column() != Name)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const ClassMetrics &metrics = m_metrics[std::size_t(index.row())];
    switch (index.column()) {
    case Name:
        return m_classes.value(index.row());
    case Pictures:
        return formatCount(metrics.support);
    case Precision:
        return share(metrics.precision);
    case Recall:
        return share(metrics.recall);
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
        return tr("Of the pictures predicted as this class, the share that are of it");
    if (role == Qt::ToolTipRole && section == Recall)
        return tr("Of the pictures of this class, the share that were found");
    if (role != Qt::DisplayRole)
        return {};
    const QString names[ColumnCount] = {tr("Class"), tr("Pictures"), tr("Precision"), tr("Recall"), tr("F1")};
    return names[section];
}

} // namespace cairn
