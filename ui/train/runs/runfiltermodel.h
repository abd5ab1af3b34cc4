// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCollator>
#include <QSortFilterProxyModel>

namespace cairn {

/// A RunListModel's runs that have all the words looked for, each in any column, sorted by a column's value
/// (not by its text).
class RunFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit RunFilterModel(QAbstractItemModel &runs, QObject *parent = nullptr);
    void setWords(const QString &words);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QCollator m_collator; ///< "Run 2" comes before "Run 10"
    QStringList m_words;
};

} // namespace cairn
