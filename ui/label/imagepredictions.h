// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/label/imagefilter.h"
#include "ui/session/suggestionsession.h"

namespace cairn {

/// Predictions for the grid: what the run that Review shows said of its validation images, and its
/// suggestions for others. In today's classes; those of classes that are gone are left out. GUI thread.
class ImagePredictions : public QObject
{
    Q_OBJECT
public:
    ImagePredictions(ReviewSession &review, SuggestionSession &suggestions, Library &library,
                     QObject *parent = nullptr);

    bool isEmpty() const { return m_predictions.isEmpty(); }
    const ImagePrediction *of(qint64 imageId) const; ///< nullptr: none

Q_SIGNALS:
    void changed();

private:
    void rebuild();

    ReviewSession &m_review;
    SuggestionSession &m_suggestions;
    Library &m_library;
    QHash<qint64, ImagePrediction> m_predictions;
};

} // namespace cairn
