// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/foundmodel.h"

#include "core/project/repositories/credits.h"
#include "ui/label/providertitle.h"
#include "ui/thumbnails/thumbnailprovider.h"

#include <QPixmap>
#include <QUrl>

namespace cairn {

FoundModel::FoundModel(ThumbnailProvider &thumbnails, QObject *parent)
    : TableModel({column({}, {})}, parent)
    , m_thumbnails(thumbnails)
{
    connect(&thumbnails, &ThumbnailProvider::ready, this, &FoundModel::thumbnailsReady);
}

void FoundModel::setImages(std::vector<FoundImage> images, const QSet<QString> &unticked)
{
    std::vector<FoundRow> rows;
    for (FoundImage &image : images) {
        const bool ticked = !unticked.contains(image.from.sourceUrl);
        rows.push_back({std::move(image), ticked});
    }
    setRows(std::move(rows));
}

void FoundModel::setFile(const QString &address, const QString &file, const QString &reason)
{
    for (int i = 0; i < rowCount(); ++i) {
        if (changeRow(i).image.from.sourceUrl != address)
            continue;
        changeRow(i).file = file;
        changeRow(i).reason = reason;
        rowsChanged(i, i);
    }
}

void FoundModel::tickAll(bool ticked)
{
    for (int i = 0; i < rowCount(); ++i)
        changeRow(i).ticked = ticked;
    allChanged({Qt::CheckStateRole});
}

QStringList FoundModel::addresses(bool ticked) const
{
    QStringList found;
    for (const FoundRow &row : rows()) {
        if (row.ticked == ticked)
            found << row.image.from.sourceUrl;
    }
    return found;
}

QString FoundModel::tipOf(const FoundRow &row) const
{
    const Provenance &from = row.image.from;
    const QString whom = creditTitle(from);
    QStringList lines{from.title, whom.isEmpty() ? tr("unknown author") : whom,
                      from.license.isEmpty() ? tr("unknown license") : from.license};
    if (!from.restrictions.isEmpty())
        lines << tr("restrictions: %1").arg(restrictionsOf(from));
    if (!row.reason.isEmpty())
        lines << row.reason;
    return lines.join(u'\n');
}

QVariant FoundModel::dataOf(const FoundRow &row, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return row.image.from.title.isEmpty() ? QUrl(row.image.from.sourceUrl).fileName()
                                              : row.image.from.title;
    case Qt::DecorationRole:
        return row.file.isEmpty() ? QPixmap() : m_thumbnails.pixmap(row.file);
    case Qt::CheckStateRole:
        return int(row.ticked ? Qt::Checked : Qt::Unchecked);
    case FailedRole:
        return !row.reason.isEmpty() || (!row.file.isEmpty() && m_thumbnails.failed(row.file));
    case LicenseRole:
        return row.image.from.license.isEmpty() ? tr("unknown license") : row.image.from.license;
    default:
        return {};
    }
}

bool FoundModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    changeRow(index.row()).ticked = value.toInt() == Qt::Checked;
    rowsChanged(index.row(), index.row(), {Qt::CheckStateRole});
    return true;
}

Qt::ItemFlags FoundModel::flags(const QModelIndex &index) const
{
    return TableModel::flags(index) | (index.isValid() ? Qt::ItemIsUserCheckable : Qt::NoItemFlags);
}

void FoundModel::thumbnailsReady(const QSet<QString> &paths)
{
    for (int i = 0; i < rowCount(); ++i) {
        if (const QString &file = rowAt(i)->file; !file.isEmpty() && paths.contains(file))
            rowsChanged(i, i, {Qt::DecorationRole, FailedRole});
    }
}

} // namespace cairn
