// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/labeledprobabilities.h"

namespace cairn {

/// Counts of (given label, most plausible class), row-major: rows are given labels.
class CountMatrix
{
public:
    explicit CountMatrix(int classes = 0)
        : m_classes(classes)
        , m_counts(std::size_t(classes) * std::size_t(classes), 0)
    {
    }
    int classes() const { return m_classes; }
    qint64 &at(int row, int column) { return m_counts[index(row, column)]; }
    qint64 at(int row, int column) const { return m_counts[index(row, column)]; }
    bool operator==(const CountMatrix &) const = default;

private:
    std::size_t index(int row, int column) const
    {
        return std::size_t(row) * std::size_t(m_classes) + std::size_t(column);
    }
    int m_classes = 0;
    std::vector<qint64> m_counts;
};

// Confident learning (Northcutt, Jiang, Chuang 2021, arXiv:1911.00068), as cleanlab 2.9 defines its steps.

/// The mean probability of a class over the images with its label, at least 2e-6; 2 for a class without
/// images.
std::vector<double> confidentThresholds(const LabeledProbabilities &probabilities);

struct ConfidentJoint
{
    CountMatrix counted; ///< as counted; diagonal at least 1
    CountMatrix calibrated; ///< each row scaled to the number of images with that label
    std::vector<std::size_t> offDiagonal; ///< images counted off the diagonal, ascending
};

/// An image counts for the class whose threshold its probability reaches (to 1e-6); for the most probable of
/// all where there are several; for none where there is none.
ConfidentJoint confidentJoint(const LabeledProbabilities &probabilities);

/// `values` as whole numbers with the same sum: rounded half to even, the rest given to those with the
/// largest (or taken from those with the smallest) remainders.
std::vector<qint64> roundedToSum(const std::vector<double> &values);

} // namespace cairn
