#include "ui/collect/refusalmodel.h"

#include "ui/widgets/plaintext.h"

#include <QFileInfo>

namespace cairn {

void RefusalModel::setRefusals(std::vector<Refusal> refusals)
{
    beginResetModel();
    m_refusals = std::move(refusals);
    endResetModel();
}

int RefusalModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_refusals.size());
}

int RefusalModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RefusalModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Refusal &refusal = m_refusals[std::size_t(index.row())];
    if (role == Qt::ToolTipRole)
        return plainTip(index.column() == File ? refusal.file : refusal.reason);
    if (role == Qt::DisplayRole)
        return index.column() == File ? QFileInfo(refusal.file).fileName() : refusal.reason;
    return {};
}

QVariant RefusalModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == File ? tr("File") : tr("Why it was left out");
}

} // namespace cairn
