// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

class ThumbnailProvider;

/// What a model said of images that were dropped on it, in the order they came.
class TryItModel : public TableModel<FilePrediction>
{
    Q_OBJECT
public:
    enum Role {
        FileRole = Qt::UserRole, ///< its path
        ErrorRole,
        NamesRole, ///< QStringList: the likeliest classes, likeliest first
        ProbabilitiesRole, ///< QList<double> beside them
        OutputsRole, ///< QList<int>: their numbers
        UnsureRole, ///< bool: the largest probability is below the threshold
    };
    static constexpr int shownClasses = 3;

    explicit TryItModel(ThumbnailProvider &thumbnails, QObject *parent = nullptr);
    void setClasses(const QStringList &classes);
    void setUnsureBelow(double probability); ///< 0–1; 0: never unsure
    void clear() { setRows({}); }
    void append(const QList<FilePrediction> &predictions);
    const QStringList &classes() const { return m_classes; }
    const std::vector<FilePrediction> &predictions() const { return rows(); }
    bool unsure(const FilePrediction &prediction) const;
    int unsureCount() const;

private:
    QString tipOf(const FilePrediction &prediction) const override { return prediction.file; }
    QVariant dataOf(const FilePrediction &prediction, int role) const override;
    QList<int> likeliest(const FilePrediction &prediction) const;

    ThumbnailProvider &m_thumbnails;
    QStringList m_classes;
    double m_unsureBelow = 0;
};

} // namespace cairn
