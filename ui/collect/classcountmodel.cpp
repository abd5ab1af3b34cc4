// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/classcountmodel.h"

#include "core/base/format.h"
#include "ui/style/classmark.h"

#include <QIcon>

namespace cairn {

ClassCountModel::ClassCountModel(Library &library, QObject *parent)
    : QAbstractTableModel(parent)
    , m_library(library)
    , m_rows(int(library.classes().size()) + 1)
{
    const auto reset = [this] {
        beginResetModel();
        m_rows = int(m_library.classes().size()) + 1;
        endResetModel();
    };
    connect(&library, &Library::classesChanged, this, reset);
    connect(&library, &Library::imagesReset, this, reset);
    connect(&library, &Library::imagesChanged, this,
            [this] { Q_EMIT dataChanged(index(0, Images), index(m_rows - 1, Share)); });
}

int ClassCountModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int ClassCountModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

int ClassCountModel::countOf(int row) const
{
    const auto &classes = m_library.classes();
    return m_library.classCount(std::size_t(row) < classes.size() ? classes[std::size_t(row)].id : 0);
}

QVariant ClassCountModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &classes = m_library.classes();
    const bool unlabeled = std::size_t(index.row()) >= classes.size();
    if (role == Qt::TextAlignmentRole && index.column() != Name)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::DecorationRole && index.column() == Name && !unlabeled)
        return classIcon(classes[std::size_t(index.row())]);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Name:
        return unlabeled ? tr("Unlabeled") : classes[std::size_t(index.row())].name;
    case Images:
        return formatCount(countOf(index.row()));
    default:
        return m_library.imageCount() == 0
            ? QString()
            : formatPercent(double(countOf(index.row())) / m_library.imageCount());
    }
}

QVariant ClassCountModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Class") : section == Images ? tr("Images") : tr("Share");
}

} // namespace cairn
