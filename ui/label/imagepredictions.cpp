// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/imagepredictions.h"

namespace cairn {

ImagePredictions::ImagePredictions(ReviewSession &review, SuggestionSession &suggestions, Library &library,
                                   QObject *parent)
    : QObject(parent)
    , m_review(review)
    , m_suggestions(suggestions)
    , m_library(library)
{
    connect(&review, &ReviewSession::changed, this, &ImagePredictions::rebuild);
    connect(&suggestions, &SuggestionSession::changed, this, &ImagePredictions::rebuild);
    rebuild();
}

const ImagePrediction *ImagePredictions::of(qint64 imageId) const
{
    const auto found = m_predictions.constFind(imageId);
    return found == m_predictions.constEnd() ? nullptr : &*found;
}

void ImagePredictions::rebuild()
{
    std::vector<qint64> classIds;
    for (const QString &name : m_review.classes()) {
        const auto &classes = m_library.classes();
        const auto found = std::ranges::find(classes, name, &ClassRecord::name);
        classIds.push_back(found == classes.end() ? 0 : found->id);
    }
    QHash<qint64, ImagePrediction> predictions;
    for (const Suggestion &suggestion : m_suggestions.all()) {
        if (suggestion.classId != 0)
            predictions.insert(suggestion.imageId, {suggestion.classId, suggestion.probability});
    }
    if (m_review.evaluation()) {
        for (const Prediction &prediction : m_review.evaluation()->predictions) {
            const auto output = std::size_t(prediction.predicted);
            if (prediction.predicted >= 0 && output < classIds.size() && classIds[output] != 0)
                predictions.insert(prediction.imageId, {classIds[output], prediction.probability});
        }
    }
    if (predictions == m_predictions)
        return; // every corrected label makes the review say that it changed
    m_predictions = std::move(predictions);
    Q_EMIT changed();
}

} // namespace cairn
