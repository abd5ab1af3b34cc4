#pragma once

#include "core/project/library.h"
#include "ui/label/imagefilter.h"

#include <QAbstractListModel>

namespace cairn {

class ThumbnailProvider;

/// The library's images that pass a filter, in the library's order, for the grid. Follows every edit: what no
/// longer passes leaves, what passes again (an undo) comes back to its place.
class ImageListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole,
        ClassNameRole, ///< empty: unlabelled
        ClassPositionRole, ///< −1: unlabelled
        SplitRole,
        TrashedRole,
        UnreadableRole, ///< the thumbnail could not be made
    };

    ImageListModel(Library &library, ThumbnailProvider &thumbnails, QObject *parent = nullptr);

    void setFilter(const ImageFilter &filter);
    const ImageFilter &filter() const { return m_filter; }

    qint64 imageId(int row) const;
    const ImageRecord *image(int row) const; ///< nullptr where there is no such row
    int rowOfImage(qint64 imageId) const; ///< −1 where it does not pass

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void rebuild();
    void apply(const QList<int> &libraryRows);
    void removeRowAt(int row);
    void insertLibraryRow(int libraryRow);
    void thumbnailsReady(const QSet<QString> &paths);

    Library &m_library;
    ThumbnailProvider &m_thumbnails;
    ImageFilter m_filter;
    std::vector<int> m_rows; // indices into Library::images(), ascending
};

} // namespace cairn
