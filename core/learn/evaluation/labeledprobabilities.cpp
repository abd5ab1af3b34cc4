// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/labeledprobabilities.h"

#include <algorithm>
#include <cmath>

namespace cairn {

int LabeledProbabilities::mostProbable(std::size_t index) const
{
    const auto p = row(index);
    return int(std::ranges::max_element(p) - p.begin());
}

void LabeledProbabilities::add(int label, std::span<const float> probabilities)
{
    given.push_back(label);
    values.insert(values.end(), probabilities.begin(), probabilities.end());
}

LabeledProbabilities labeledProbabilities(const std::vector<Prediction> &predictions, int classes,
                                          std::vector<std::size_t> *used)
{
    LabeledProbabilities all;
    all.classes = classes;
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        const Prediction &prediction = predictions[i];
        const bool labeled = prediction.actual >= 0 && prediction.actual < classes;
        const bool complete = prediction.probabilities.size() == std::size_t(classes)
            && std::ranges::all_of(prediction.probabilities, [](float p) { return std::isfinite(p); });
        if (!labeled || !complete)
            continue;
        all.add(prediction.actual, prediction.probabilities);
        if (used)
            used->push_back(i);
    }
    return all;
}

} // namespace cairn
