#pragma once

#include "core/learn/engine.h"

#include <QAbstractListModel>

namespace cairn {

class ThumbnailProvider;

/// What a model said of pictures that were dropped on it, in the order they came.
class TryItModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        ErrorRole = Qt::UserRole,
        NamesRole, ///< QStringList: the likeliest classes, likeliest first
        ProbabilitiesRole, ///< QList<double> beside them
        OutputsRole, ///< QList<int>: their numbers
    };
    static constexpr int shownClasses = 3;

    explicit TryItModel(ThumbnailProvider &thumbnails, QObject *parent = nullptr);
    void setClasses(const QStringList &classes);
    void clear();
    void append(const QList<FilePrediction> &predictions);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<int> likeliest(const FilePrediction &prediction) const;

    ThumbnailProvider &m_thumbnails;
    QStringList m_classes;
    QList<FilePrediction> m_predictions;
};

} // namespace cairn
