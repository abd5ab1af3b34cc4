#include "ui/label/imagelistmodel.h"

#include "ui/thumbnails/thumbnailprovider.h"

#include <QFileInfo>

#include <algorithm>

namespace cairn {

namespace {
// Beyond so many rows that come or go one by one, a reset is quicker for every view.
constexpr qsizetype structuralLimit = 200;
} // namespace

ImageListModel::ImageListModel(Library &library, ThumbnailProvider &thumbnails, QObject *parent)
    : QAbstractListModel(parent)
    , m_library(library)
    , m_thumbnails(thumbnails)
{
    connect(&library, &Library::imagesReset, this, &ImageListModel::rebuild);
    connect(&library, &Library::imagesChanged, this, &ImageListModel::apply);
    connect(&library, &Library::classesChanged, this, [this] {
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1), {ClassNameRole, ClassPositionRole});
    });
    connect(&thumbnails, &ThumbnailProvider::ready, this, &ImageListModel::thumbnailsReady);
    rebuild();
}

void ImageListModel::setFilter(const ImageFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    rebuild();
}

void ImageListModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    const auto &images = m_library.images();
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (m_filter.accepts(images[i]))
            m_rows.push_back(int(i));
    }
    endResetModel();
}

void ImageListModel::removeRowAt(int row)
{
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
}

void ImageListModel::insertLibraryRow(int libraryRow)
{
    const auto place = std::lower_bound(m_rows.begin(), m_rows.end(), libraryRow);
    const int row = int(place - m_rows.begin());
    beginInsertRows({}, row, row);
    m_rows.insert(place, libraryRow);
    endInsertRows();
}

void ImageListModel::apply(const QList<int> &libraryRows)
{
    QList<int> come;
    QList<int> gone; // positions in m_rows
    int first = INT_MAX;
    int last = -1;
    for (const int libraryRow : libraryRows) {
        const auto place = std::lower_bound(m_rows.begin(), m_rows.end(), libraryRow);
        const bool shown = place != m_rows.end() && *place == libraryRow;
        const int row = int(place - m_rows.begin());
        if (!m_filter.accepts(m_library.images()[std::size_t(libraryRow)])) {
            if (shown)
                gone.append(row);
        } else if (!shown) {
            come.append(libraryRow);
        } else {
            first = std::min(first, row);
            last = std::max(last, row);
        }
    }
    if (gone.size() + come.size() > structuralLimit) {
        rebuild();
        return;
    }
    if (last >= 0)
        Q_EMIT dataChanged(index(first), index(last),
                           {ClassNameRole, ClassPositionRole, SplitRole, TrashedRole});
    std::sort(gone.begin(), gone.end(), std::greater<>());
    for (const int row : std::as_const(gone))
        removeRowAt(row);
    for (const int libraryRow : std::as_const(come))
        insertLibraryRow(libraryRow);
}

void ImageListModel::thumbnailsReady(const QSet<QString> &paths)
{
    // Paths say nothing of rows, and a look-up table for 100,000 of them would cost more than this: one
    // repaint of what is visible, which the view limits to the visible tiles by itself.
    if (!m_rows.empty() && !paths.isEmpty())
        Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1), {Qt::DecorationRole, UnreadableRole});
}

const ImageRecord *ImageListModel::image(int row) const
{
    if (row < 0 || std::size_t(row) >= m_rows.size())
        return nullptr;
    return &m_library.images()[std::size_t(m_rows[std::size_t(row)])];
}

qint64 ImageListModel::imageId(int row) const
{
    const ImageRecord *record = image(row);
    return record ? record->id : 0;
}

int ImageListModel::rowOfImage(qint64 imageId) const
{
    const int libraryRow = m_library.rowOf(imageId);
    const auto place = std::lower_bound(m_rows.begin(), m_rows.end(), libraryRow);
    return libraryRow >= 0 && place != m_rows.end() && *place == libraryRow ? int(place - m_rows.begin())
                                                                            : -1;
}

int ImageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ImageListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImageRecord &record = *image(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return record.path.mid(record.path.lastIndexOf(u'/') + 1);
    case Qt::ToolTipRole:
        return record.path;
    case Qt::DecorationRole:
        return m_thumbnails.pixmap(record.path);
    case IdRole:
        return record.id;
    case ClassNameRole: {
        const ClassRecord *label = m_library.classById(record.classId);
        return label ? label->name : QString();
    }
    case ClassPositionRole: {
        const ClassRecord *label = m_library.classById(record.classId);
        return label ? label->position : -1;
    }
    case SplitRole:
        return int(record.split);
    case TrashedRole:
        return record.trashed;
    case UnreadableRole:
        return m_thumbnails.failed(record.path);
    default:
        return {};
    }
}

} // namespace cairn
