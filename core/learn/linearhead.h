// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace cairn {

/// Labeled features that a head is fitted on.
struct HeadExamples
{
    int dimensions = 0;
    int classes = 0;
    std::vector<float> features; ///< rows × dimensions, row by row
    std::vector<int> labels; ///< of each row, 0 ≤ label < classes

    void add(std::span<const float> row, int label);
};

/// A softmax classifier that is linear in its features.
struct LinearHead
{
    int dimensions = 0;
    int classes = 0;
    std::vector<float> weights; ///< classes × dimensions, row by row
    std::vector<float> biases; ///< one a class

    /// Of one image, with `dimensions` features; one probability a class, they sum to 1.
    std::vector<float> probabilities(std::span<const float> features) const;
};

} // namespace cairn
