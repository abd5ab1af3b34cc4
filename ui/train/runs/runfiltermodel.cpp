// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/runs/runfiltermodel.h"

#include "core/base/naturalorder.h"
#include "ui/train/runs/runlistmodel.h"

#include <algorithm>

namespace cairn {

RunFilterModel::RunFilterModel(QAbstractItemModel &runs, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_collator(naturalOrder())
{
    setSourceModel(&runs);
    setSortRole(RunListModel::SortRole);
}

void RunFilterModel::setWords(const QString &words)
{
    m_words = words.simplified().split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

bool RunFilterModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    QStringList texts;
    for (int column = 0; column < sourceModel()->columnCount(parent); ++column)
        texts << sourceModel()->index(row, column, parent).data().toString();
    return std::ranges::all_of(m_words, [&texts](const QString &word) {
        return std::ranges::any_of(
            texts, [&word](const QString &text) { return text.contains(word, Qt::CaseInsensitive); });
    });
}

bool RunFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(sortRole());
    const QVariant b = right.data(sortRole());
    if (a.typeId() != QMetaType::QString)
        return QSortFilterProxyModel::lessThan(left, right);
    return m_collator.compare(a.toString(), b.toString()) < 0;
}

} // namespace cairn
