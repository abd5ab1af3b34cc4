// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/confusedpairsmodel.h"

#include "core/base/format.h"

namespace cairn {

void ConfusedPairsModel::setMatrix(const ConfusionMatrix &matrix, const QStringList &classes)
{
    beginResetModel();
    m_pairs = matrix.mostConfused();
    m_classes = classes;
    endResetModel();
}

int ConfusedPairsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_pairs.size());
}

int ConfusedPairsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ConfusedPairsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole && index.column() == Count)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const ConfusionMatrix::Confusion &pair = m_pairs[std::size_t(index.row())];
    if (index.column() == Count)
        return formatCount(pair.count);
    return m_classes.value(index.column() == Actual ? pair.actual : pair.predicted);
}

QVariant ConfusedPairsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Count ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == Actual ? tr("Actual") : section == Predicted ? tr("Predicted") : tr("Images");
}

} // namespace cairn
