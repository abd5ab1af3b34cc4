// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/linearhead.h"

#include <algorithm>
#include <cmath>
#include <QtGlobal>

namespace cairn {

void HeadExamples::add(std::span<const float> row, int label)
{
    features.insert(features.end(), row.begin(), row.end());
    labels.push_back(label);
}

std::vector<float> LinearHead::probabilities(std::span<const float> features) const
{
    Q_ASSERT(features.size() == std::size_t(dimensions));
    std::vector<float> values = biases;
    const float *row = weights.data();
    for (float &value : values) {
        float sum = 0;
        for (std::size_t i = 0; i < features.size(); ++i)
            sum += row[i] * features[i];
        value += sum;
        row += dimensions;
    }
    const float largest = values.empty() ? 0 : *std::ranges::max_element(values);
    float sum = 0;
    for (float &value : values)
        sum += value = std::exp(value - largest);
    for (float &value : values)
        value /= sum;
    return values;
}

} // namespace cairn
