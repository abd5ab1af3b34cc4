// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/confidentjoint.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cairn {

namespace {

constexpr double thresholdTolerance = 1e-6;
constexpr double absentClass = 2;

/// The class an image is confidently of, or −1.
int confidentClass(const LabeledProbabilities &table, std::size_t row, const std::vector<double> &thresholds)
{
    const auto p = table.row(row);
    int found = -1;
    for (std::size_t k = 0; k < p.size(); ++k) {
        if (p[k] < thresholds[k] - thresholdTolerance)
            continue;
        if (found >= 0)
            return table.mostProbable(row);
        found = int(k);
    }
    return found;
}

CountMatrix calibrated(const CountMatrix &counted, const std::vector<int> &given)
{
    const int classes = counted.classes();
    std::vector<qint64> labels(std::size_t(classes), 0);
    for (const int label : given)
        ++labels[std::size_t(label)];
    CountMatrix result(classes);
    for (int row = 0; row < classes; ++row) {
        double sum = 0;
        for (int column = 0; column < classes; ++column)
            sum += double(counted.at(row, column));
        std::vector<double> scaled;
        scaled.reserve(std::size_t(classes));
        for (int column = 0; column < classes; ++column)
            scaled.push_back(
                sum > 0 ? double(counted.at(row, column)) / sum * double(labels[std::size_t(row)]) : 0);
        const std::vector<qint64> whole = roundedToSum(scaled);
        for (int column = 0; column < classes; ++column)
            result.at(row, column) = whole[std::size_t(column)];
    }
    return result;
}

} // namespace

std::vector<double> confidentThresholds(const LabeledProbabilities &table)
{
    std::vector<double> sums(std::size_t(table.classes), 0);
    std::vector<qint64> counts(std::size_t(table.classes), 0);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        sums[std::size_t(table.given[i])] += table.selfConfidence(i);
        ++counts[std::size_t(table.given[i])];
    }
    for (std::size_t k = 0; k < sums.size(); ++k)
        sums[k] = counts[k] > 0 ? std::max(sums[k] / double(counts[k]), 2 * thresholdTolerance) : absentClass;
    return sums;
}

ConfidentJoint confidentJoint(const LabeledProbabilities &table)
{
    const std::vector<double> thresholds = confidentThresholds(table);
    ConfidentJoint joint{CountMatrix(table.classes), CountMatrix(table.classes), {}};
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const int confident = confidentClass(table, i, thresholds);
        if (confident < 0)
            continue;
        ++joint.counted.at(table.given[i], confident);
        if (confident != table.given[i])
            joint.offDiagonal.push_back(i);
    }
    for (int k = 0; k < table.classes; ++k)
        joint.counted.at(k, k) = std::max<qint64>(joint.counted.at(k, k), 1);
    joint.calibrated = calibrated(joint.counted, table.given);
    return joint;
}

std::vector<qint64> roundedToSum(const std::vector<double> &values)
{
    std::vector<qint64> whole;
    whole.reserve(values.size());
    for (const double value : values)
        whole.push_back(qint64(std::nearbyint(value))); // half to even in the default rounding mode
    const double exact = std::accumulate(values.begin(), values.end(), 0.0);
    qint64 rest = qint64(std::nearbyint(exact)) - std::accumulate(whole.begin(), whole.end(), qint64(0));
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    while (rest != 0 && !values.empty()) {
        const auto remainder = [&](std::size_t i) { return values[i] - double(whole[i]); };
        std::ranges::stable_sort(order, {}, remainder);
        const qint64 step = rest > 0 ? 1 : -1;
        const qint64 changes = std::min<qint64>(std::abs(rest), qint64(order.size()));
        for (qint64 i = 0; i < changes; ++i)
            whole[rest > 0 ? order[order.size() - 1 - std::size_t(i)] : order[std::size_t(i)]] += step;
        rest -= step * changes;
    }
    return whole;
}

} // namespace cairn
