// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/metrics.h"

#include <span>

namespace cairn {

/// What a network said of labeled images, as the numbers about it need it: one row an image.
struct LabeledProbabilities
{
    int classes = 0;
    std::vector<int> given; ///< class index of each row's label, 0 ≤ given < classes
    std::vector<double> values; ///< rows × classes, row by row: probabilities, each row sums to 1

    std::size_t rows() const { return given.size(); }
    std::span<const double> row(std::size_t index) const
    {
        return std::span(values).subspan(index * std::size_t(classes), std::size_t(classes));
    }
    double selfConfidence(std::size_t index) const { return row(index)[std::size_t(given[index])]; }
    /// Of row `index`; the first of several.
    int mostProbable(std::size_t index) const;

    void add(int label, std::span<const float> probabilities);
};

/// Predictions with a label and `classes` finite probabilities; the others are passed over. `used`, if given,
/// gets their indices.
LabeledProbabilities labeledProbabilities(const std::vector<Prediction> &predictions, int classes,
                                          std::vector<std::size_t> *used = nullptr);

} // namespace cairn
