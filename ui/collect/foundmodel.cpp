// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/foundmodel.h"

#include "core/project/credits.h"
#include "ui/thumbnails/thumbnailprovider.h"
#include "ui/widgets/plaintext.h"

#include <QPixmap>
#include <QUrl>

namespace cairn {

FoundModel::FoundModel(ThumbnailProvider &thumbnails, QObject *parent)
    : QAbstractListModel(parent)
    , m_thumbnails(thumbnails)
{
    connect(&thumbnails, &ThumbnailProvider::ready, this, &FoundModel::thumbnailsReady);
}

void FoundModel::setImages(std::vector<FoundImage> images, const QSet<QString> &unticked)
{
    beginResetModel();
    m_rows.clear();
    for (FoundImage &image : images) {
        const bool ticked = !unticked.contains(image.from.sourceUrl);
        m_rows.push_back({std::move(image), ticked});
    }
    endResetModel();
}

void FoundModel::setFile(const QString &address, const QString &file, const QString &reason)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].image.from.sourceUrl != address)
            continue;
        m_rows[i].file = file;
        m_rows[i].reason = reason;
        const QModelIndex changed = index(int(i));
        Q_EMIT dataChanged(changed, changed);
    }
}

void FoundModel::tickAll(bool ticked)
{
    for (Row &row : m_rows)
        row.ticked = ticked;
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::CheckStateRole});
}

QStringList FoundModel::addresses(bool ticked) const
{
    QStringList found;
    for (const Row &row : m_rows) {
        if (row.ticked == ticked)
            found << row.image.from.sourceUrl;
    }
    return found;
}

int FoundModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QString FoundModel::tipOf(const Row &row) const
{
    const Provenance &from = row.image.from;
    const QString whom = creditedTo(from);
    QStringList lines{from.title, whom.isEmpty() ? tr("unknown author") : whom,
                      from.license.isEmpty() ? tr("unknown license") : from.license};
    if (!from.restrictions.isEmpty())
        lines << tr("restrictions: %1").arg(restrictionsOf(from));
    if (!row.reason.isEmpty())
        lines << row.reason;
    return lines.join(u'\n');
}

QVariant FoundModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return row.image.from.title.isEmpty() ? QUrl(row.image.from.sourceUrl).fileName()
                                              : row.image.from.title;
    case Qt::DecorationRole:
        return row.file.isEmpty() ? QPixmap() : m_thumbnails.pixmap(row.file);
    case Qt::CheckStateRole:
        return int(row.ticked ? Qt::Checked : Qt::Unchecked);
    case Qt::ToolTipRole:
        return plainTip(tipOf(row));
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
    m_rows[std::size_t(index.row())].ticked = value.toInt() == Qt::Checked;
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    return true;
}

Qt::ItemFlags FoundModel::flags(const QModelIndex &index) const
{
    return QAbstractListModel::flags(index) | (index.isValid() ? Qt::ItemIsUserCheckable : Qt::NoItemFlags);
}

void FoundModel::thumbnailsReady(const QSet<QString> &paths)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (!m_rows[i].file.isEmpty() && paths.contains(m_rows[i].file))
            Q_EMIT dataChanged(index(int(i)), index(int(i)), {Qt::DecorationRole, FailedRole});
    }
}

} // namespace cairn
