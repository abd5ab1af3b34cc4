// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/metrics.h"
#include "core/project/records.h"

#include <QAbstractListModel>

namespace cairn {

class ProjectSession;

/// Images to review, in one of several lists of the same shape: what was predicted, what the label says, the
/// loss and both probabilities.
class ReviewListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum class Kind {
        Losses, ///< largest loss first
        LabelIssues, ///< labels that look wrong, least self-confident first
        LeastSure, ///< smallest probability of the predicted class first
        Unfamiliar, ///< least similar to any training image first
        Disagreement, ///< the run and the one it is compared with predict different classes
        BecameRight, ///< only the run it is compared with was wrong
        BecameWrong, ///< only this run is wrong
    };
    enum Role {
        IdRole = Qt::UserRole,
        ActualRole, ///< class name
        PredictedRole, ///< class name
        ActualStyleRole,
        PredictedStyleRole,
        LossRole, ///< NaN where there is none
        ProbabilityRole, ///< of the predicted class, 0–1
        ActualProbabilityRole, ///< of the actual class
        NoteRole, ///< what the list is ordered by, where it is none of the above
        SplitRole, ///< "training", "validation", or empty
        CorrectRole,
        UnreadableRole,
    };
    enum class Order {
        List, ///< as the kind says
        Loss, ///< largest first
        Predicted, ///< probability of the predicted class, smallest first
        Actual, ///< probability of the actual class, smallest first
        ActualClass, ///< by name
        PredictedClass,
        FileName,
    };
    struct Filter
    {
        Kind kind = Kind::Losses;
        bool mistakesOnly = true; ///< of Losses
        int actual = -1; ///< a row of the matrix, and with `predicted` a cell
        int predicted = -1;
        std::optional<Split> split = {};
        double unsureBelow = 1; ///< the predicted class has a smaller probability; 1: any
        double surerThan = 0; ///< or at least this one
        std::optional<QString> provider = {}; ///< as in ImageRecord
        Order order = Order::List;
        bool reversed = false;
        bool operator==(const Filter &) const = default;
    };

    explicit ReviewListModel(ProjectSession &session, QObject *parent = nullptr);
    void setFilter(const Filter &filter);
    const Filter &filter() const { return m_filter; }
    qint64 imageId(int row) const; ///< 0 where there is no such row
    QList<int> rowsOfImages(const std::vector<qint64> &imageIds) const; ///< of those listed, ascending
    int rowOfImage(qint64 imageId) const;
    qint64 suggestedClass(int row) const; ///< id of the predicted class; 0 where it is gone
    qint64 suggestingRun() const; ///< 0: none

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Entry
    {
        qint64 imageId = 0;
        QString actual;
        QString predicted;
        double loss = qQNaN();
        double probability = 0;
        double actualProbability = 0;
        QString note = {};
    };
    void rebuild();
    void addPredictions();
    void addIssues();
    void addUnfamiliar();
    void addCompared(const std::vector<qint64> &images);
    void addDisagreements();
    std::optional<Entry> entryOf(const Prediction &prediction) const;
    bool passes(const ImageRecord &image, const QString &actual, const QString &predicted) const;
    void narrow(); ///< by confidence
    void sort();
    int styleOf(const QString &name) const;
    void tellThumbnails(const QSet<QString> &paths);

    ProjectSession &m_session;
    Filter m_filter;
    std::vector<Entry> m_entries;
};

} // namespace cairn
