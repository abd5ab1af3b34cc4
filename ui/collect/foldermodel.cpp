// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/foldermodel.h"

#include "core/base/format.h"
#include "ui/widgets/plaintext.h"

#include <QMap>

namespace cairn {

FolderModel::FolderModel(Library &library, const QString &ownFolder, QObject *parent)
    : QAbstractTableModel(parent)
    , m_library(library)
    , m_ownFolder(ownFolder + u'/')
{
    connect(&library, &Library::imagesReset, this, &FolderModel::recount);
    recount();
}

void FolderModel::recount()
{
    QMap<QString, int> folders;
    for (const ImageRecord &image : m_library.images())
        ++folders[image.path.startsWith(m_ownFolder) ? tr("inside the project")
                                                     : image.path.left(image.path.lastIndexOf(u'/'))];
    beginResetModel();
    m_folders.clear();
    for (auto it = folders.cbegin(); it != folders.cend(); ++it)
        m_folders.append({it.key(), it.value()});
    endResetModel();
}

int FolderModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_folders.size());
}

int FolderModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FolderModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole && index.column() == Images)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return plainTip(m_folders[index.row()].first);
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == Folder)
        return m_folders[index.row()].first;
    return formatCount(m_folders[index.row()].second);
}

QVariant FolderModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Folder ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == Folder ? tr("Folder") : tr("Images");
}

} // namespace cairn
