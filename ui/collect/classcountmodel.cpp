// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/classcountmodel.h"

#include "core/base/format.h"
#include "ui/style/classmark.h"

#include <QIcon>

namespace cairn {

ClassCountModel::ClassCountModel(Library &library, QObject *parent)
    : TableModel(
        {column(tr("Class"), [](const ClassRecord &row) { return row.id == 0 ? tr("Unlabeled") : row.name; })
             .withRole(Qt::DecorationRole,
                       [](const ClassRecord &row) { return row.id == 0 ? QVariant() : classIcon(row); }),
         number(tr("Images"),
                [&library](const ClassRecord &row) { return formatCount(library.classCount(row.id)); }),
         number(tr("Share"),
                [&library](const ClassRecord &row) {
                    const int all = library.imageCount();
                    return all == 0 ? QString() : formatPercent(double(library.classCount(row.id)) / all);
                })},
        parent)
    , m_library(library)
{
    connect(&library, &Library::classesChanged, this, &ClassCountModel::rebuild);
    connect(&library, &Library::imagesReset, this, &ClassCountModel::rebuild);
    connect(&library, &Library::imagesChanged, this, [this] { columnsChanged(Images, Share); });
    rebuild();
}

void ClassCountModel::rebuild()
{
    std::vector<ClassRecord> rows = m_library.classes();
    rows.emplace_back(); // for images without a label
    setRows(std::move(rows));
}

} // namespace cairn
