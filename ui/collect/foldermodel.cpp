// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/foldermodel.h"

#include "core/base/format.h"

#include <QMap>

namespace cairn {

FolderModel::FolderModel(Library &library, const QString &ownFolder, QObject *parent)
    : TableModel({column(tr("Folder"), &FolderRow::folder),
                  number(tr("Images"), [](const FolderRow &row) { return formatCount(row.images); })},
                 parent)
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
    std::vector<FolderRow> rows;
    for (auto it = folders.cbegin(); it != folders.cend(); ++it)
        rows.push_back({it.key(), it.value()});
    setRows(std::move(rows));
}

} // namespace cairn
