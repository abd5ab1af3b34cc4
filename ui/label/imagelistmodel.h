// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "ui/label/imagefilter.h"
#include "ui/label/imagescope.h"

#include <QAbstractListModel>

namespace cairn {

class ImagePredictions;
class ThumbnailProvider;

/// The library's images that pass a filter, in the order asked for, for the grid. Follows every edit: what no
/// longer passes leaves, what passes again (an undo) comes back to its place. An image whose sort key changes
/// stays where it is until the next change of filter or order, so that nothing jumps away under the hand.
class ImageListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole,
        ClassNameRole, ///< empty: unlabeled
        ClassStyleRole, ///< −1: unlabeled
        ClassColorRole, ///< QColor
        SplitRole,
        TrashedRole,
        FlaggedRole,
        UnreadableRole, ///< the thumbnail could not be made
        PredictedNameRole, ///< empty: no prediction
        PredictedStyleRole,
        PredictedColorRole,
        ConfidenceRole, ///< 0–1
        AgreesRole, ///< the prediction is the label
    };

    /// Without `predictions` there are none to show and to filter by.
    ImageListModel(Library &library, ThumbnailProvider &thumbnails, QObject *parent = nullptr,
                   const ImagePredictions *predictions = nullptr);

    void setFilter(const ImageScope &filter);
    const ImageScope &filter() const { return m_filter; }
    void setImageFilter(const ImageFilter &imageFilter);
    const ImageFilter &imageFilter() const { return m_imageFilter; }
    void setOrder(ImageOrder order, bool descending);

    qint64 imageId(int row) const;
    const ImageRecord *image(int row) const; ///< nullptr where there is no such row
    QList<int> rowsOfImages(const std::vector<qint64> &imageIds) const; ///< of those shown, ascending
    int rowOfImage(qint64 imageId) const; ///< −1 where it does not pass

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void rebuild();
    void sort(std::vector<int> &libraryRows) const; // ascending ones, into the order shown
    void indexPlaces();
    bool accepts(const ImageRecord &image) const;
    bool before(int left, int right) const; // library rows
    void apply(const QList<int> &libraryRows);
    void removeRowAt(int row);
    void insertLibraryRow(int libraryRow);
    void thumbnailsReady(const QSet<QString> &paths);
    void predictionsChanged();
    QVariant classData(qint64 classId, int role) const;
    QVariant predictionData(const ImageRecord &record, int role) const;

    Library &m_library;
    ThumbnailProvider &m_thumbnails;
    const ImagePredictions *m_predictions;
    ImageScope m_filter;
    ImageFilter m_imageFilter;
    ImageOrder m_order = ImageOrder::Added;
    bool m_descending = false;
    std::vector<int> m_rows; // indices into Library::images(), in the order shown
    std::vector<int> m_places; // of each library row in m_rows, −1: not shown
};

} // namespace cairn
