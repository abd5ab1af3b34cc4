// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/health/balancemodel.h"

#include "core/base/format.h"
#include "ui/style/theme.h"
#include "ui/widgets/plaintext.h"

#include <QGuiApplication>
#include <QPalette>

namespace cairn {

void BalanceModel::setClasses(std::vector<ClassHealth> classes)
{
    beginResetModel();
    m_classes = std::move(classes);
    endResetModel();
}

const ClassHealth *BalanceModel::classAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_classes[std::size_t(row)] : nullptr;
}

int BalanceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_classes.size());
}

int BalanceModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BalanceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ClassHealth &row = m_classes[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Name ? row.name
            : index.column() == Train ? formatCount(row.train)
            : index.column() == Valid ? formatCount(row.valid)
                                      : formatCount(qint64(row.ids.size()));
    case Qt::ToolTipRole:
        return plainTip(row.rare ? tr("%1: less than %2 of the largest class's size. Collect more images, or "
                                      "the network will hardly learn it.")
                                       .arg(row.name, formatPercent(rareClassShare))
                                 : row.name);
    case Qt::ForegroundRole:
        return row.rare ? QVariant(warningColor(QGuiApplication::palette())) : QVariant();
    case Qt::TextAlignmentRole:
        return int((index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant BalanceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    const QString names[ColumnCount] = {tr("Class"), tr("Train"), tr("Valid"), tr("All")};
    const QString tips[ColumnCount]
        = {tr("Class"), tr("Training images"), tr("Validation images"), tr("All images")};
    return role == Qt::DisplayRole ? names[section]
        : role == Qt::ToolTipRole  ? plainTip(tips[section])
                                   : QVariant();
}

} // namespace cairn
