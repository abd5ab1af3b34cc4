#include "ui/review/losslistmodel.h"

#include "ui/thumbnails/thumbnailprovider.h"
#include "ui/widgets/plaintext.h"

#include <algorithm>

namespace cairn {

LossListModel::LossListModel(ReviewSession &session, Library &library, ThumbnailProvider &thumbnails,
                             QObject *parent)
    : QAbstractListModel(parent)
    , m_session(session)
    , m_library(library)
    , m_thumbnails(thumbnails)
{
    connect(&session, &ReviewSession::changed, this, &LossListModel::rebuild);
    connect(&thumbnails, &ThumbnailProvider::ready, this, [this] {
        if (!m_predictions.empty())
            Q_EMIT dataChanged(index(0), index(int(m_predictions.size()) - 1),
                               {Qt::DecorationRole, UnreadableRole});
    });
    rebuild();
}

void LossListModel::setFilter(const Filter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    rebuild();
}

void LossListModel::rebuild()
{
    beginResetModel();
    m_predictions.clear();
    if (const std::optional<Evaluation> &evaluation = m_session.evaluation()) {
        const bool cell = m_filter.actual >= 0;
        for (const std::size_t i : topLosses(evaluation->predictions)) {
            const Prediction &prediction = evaluation->predictions[i];
            const bool wanted = cell
                ? prediction.actual == m_filter.actual && prediction.predicted == m_filter.predicted
                : !m_filter.mistakesOnly || prediction.actual != prediction.predicted;
            if (wanted && prediction.actual >= 0 && image(prediction))
                m_predictions.push_back(prediction);
        }
    }
    endResetModel();
}

const ImageRecord *LossListModel::image(const Prediction &prediction) const
{
    const int row = m_library.rowOf(prediction.imageId);
    return row < 0 ? nullptr : &m_library.images()[std::size_t(row)];
}

int LossListModel::positionOf(int output) const
{
    const QString name = m_session.classes().value(output);
    const auto &classes = m_library.classes();
    const auto found = std::ranges::find(classes, name, &ClassRecord::name);
    return found == classes.end() ? -1 : found->position;
}

qint64 LossListModel::imageId(int row) const
{
    return row >= 0 && std::size_t(row) < m_predictions.size() ? m_predictions[std::size_t(row)].imageId : 0;
}

int LossListModel::rowOfImage(qint64 imageId) const
{
    const auto found = std::ranges::find(m_predictions, imageId, &Prediction::imageId);
    return found == m_predictions.end() ? -1 : int(found - m_predictions.begin());
}

int LossListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_predictions.size());
}

QVariant LossListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Prediction &prediction = m_predictions[std::size_t(index.row())];
    const ImageRecord *record = image(prediction);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return tr("predicted %1, actual %2, loss %3")
            .arg(m_session.classes().value(prediction.predicted),
                 m_session.classes().value(prediction.actual))
            .arg(prediction.loss, 0, 'f', 2);
    case Qt::ToolTipRole:
        return record ? plainTip(record->path) : QString();
    case Qt::DecorationRole:
        return record ? m_thumbnails.pixmap(record->path) : QPixmap();
    case UnreadableRole:
        return record && m_thumbnails.failed(record->path);
    case IdRole:
        return prediction.imageId;
    case ActualRole:
        return m_session.classes().value(prediction.actual);
    case PredictedRole:
        return m_session.classes().value(prediction.predicted);
    case ActualPositionRole:
        return positionOf(prediction.actual);
    case PredictedPositionRole:
        return positionOf(prediction.predicted);
    case LossRole:
        return prediction.loss;
    case ProbabilityRole:
        return prediction.actualProbability;
    case CorrectRole:
        return prediction.actual == prediction.predicted;
    default:
        return {};
    }
}

} // namespace cairn
