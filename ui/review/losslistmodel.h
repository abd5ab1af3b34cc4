#pragma once

#include "ui/session/reviewsession.h"

#include <QAbstractListModel>

namespace cairn {

class ThumbnailProvider;

/// A run's validation pictures, largest loss first: all mistakes, everything, or one cell of the confusion
/// matrix.
class LossListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole,
        ActualRole, ///< class name
        PredictedRole, ///< class name
        ActualPositionRole,
        PredictedPositionRole,
        LossRole,
        ProbabilityRole, ///< of the actual class, as fast.ai's plot_top_losses prints it
        CorrectRole,
        UnreadableRole,
    };
    struct Filter
    {
        bool mistakesOnly = true;
        int actual = -1; ///< a cell: both set
        int predicted = -1;
        bool operator==(const Filter &) const = default;
    };

    LossListModel(ReviewSession &session, Library &library, ThumbnailProvider &thumbnails,
                  QObject *parent = nullptr);
    void setFilter(const Filter &filter);
    const Filter &filter() const { return m_filter; }
    qint64 imageId(int row) const; ///< 0 where there is no such row
    int rowOfImage(qint64 imageId) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void rebuild();
    const ImageRecord *image(const Prediction &prediction) const;
    int positionOf(int output) const;

    ReviewSession &m_session;
    Library &m_library;
    ThumbnailProvider &m_thumbnails;
    Filter m_filter;
    std::vector<Prediction> m_predictions; // those shown, in order
};

} // namespace cairn
