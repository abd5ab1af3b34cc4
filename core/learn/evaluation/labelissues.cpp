// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/labelissues.h"

#include "core/base/vectorregisters.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr double tolerance = 1e-6;
constexpr qint64 fewestOfClass = 1;

using Mask = std::vector<char>;

/// Rows by their given label.
std::vector<std::vector<std::size_t>> rowsByLabel(const LabeledProbabilities &table)
{
    std::vector<std::vector<std::size_t>> rows(static_cast<std::size_t>(table.classes));
    for (std::size_t i = 0; i < table.rows(); ++i)
        rows[std::size_t(table.given[i])].push_back(i);
    return rows;
}

/// Whether the given label is the most probable one, or as good as that.
bool labelIsPredicted(const LabeledProbabilities &table, std::size_t row)
{
    const auto p = table.row(row);
    const int given = table.given[row];
    const double own = p[std::size_t(given)] + tolerance;
    for (int k = 0; k < table.classes; ++k) {
        const double other = p[std::size_t(k)];
        if (k != given && (other > own || (other == own && k < given)))
            return false;
    }
    return true;
}

/// How many images of each given label (column) are of each class (row), with at least one rightly labeled
/// image a class: what that one needs is taken evenly from the other counts of its column.
CountMatrix pruneCounts(const CountMatrix &joint)
{
    const int classes = joint.classes();
    const auto size = static_cast<std::size_t>(classes);
    std::vector<std::vector<double>> counts(size, std::vector<double>(size));
    for (int column = 0; column < classes; ++column) {
        int nonZero = 0;
        for (int row = 0; row < classes; ++row)
            nonZero += joint.at(column, row) != 0 ? 1 : 0;
        const qint64 diagonal = std::max(joint.at(column, column), fewestOfClass);
        const double less = double(diagonal - joint.at(column, column)) / std::max(nonZero - 1, 1);
        for (int row = 0; row < classes; ++row) {
            const double kept = std::max(0.0, double(joint.at(column, row)) - less);
            counts[std::size_t(row)][std::size_t(column)]
                = row == column ? double(diagonal) : std::trunc(kept);
        }
    }
    CountMatrix result(classes);
    for (int row = 0; row < classes; ++row) {
        const std::vector<qint64> whole = roundedToSum(counts[std::size_t(row)]);
        for (int column = 0; column < classes; ++column)
            result.at(row, column) = whole[std::size_t(column)];
    }
    return result;
}

/// Marks the `count` rows with the smallest score, and those that are no larger.
template <typename Score>
void markSmallest(const std::vector<std::size_t> &rows, qint64 count, Mask &mask, const Score &score)
{
    if (count <= 0 || rows.empty())
        return;
    std::vector<double> scores;
    scores.reserve(rows.size());
    for (const std::size_t row : rows)
        scores.push_back(score(row));
    std::vector<double> sorted = scores;
    const auto last = sorted.begin() + std::min<std::ptrdiff_t>(count, std::ssize(sorted)) - 1;
    std::ranges::nth_element(sorted, last);
    for (std::size_t i = 0; i < rows.size(); ++i)
        mask[rows[i]] |= scores[i] <= *last ? 1 : 0;
}

void dropPredicted(const LabeledProbabilities &table, Mask &mask)
{
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] && labelIsPredicted(table, i))
            mask[i] = 0;
    }
}

Mask byNoiseRate(const LabeledProbabilities &table, const CountMatrix &counts)
{
    Mask mask(table.rows(), 0);
    const auto rows = rowsByLabel(table);
    for (int given = 0; given < table.classes; ++given) {
        if (std::ssize(rows[std::size_t(given)]) <= fewestOfClass)
            continue;
        for (int other = 0; other < table.classes; ++other) {
            if (other != given)
                markSmallest(rows[std::size_t(given)], counts.at(other, given), mask, [&](std::size_t row) {
                    return table.row(row)[std::size_t(given)] - table.row(row)[std::size_t(other)];
                });
        }
    }
    dropPredicted(table, mask);
    return mask;
}

Mask byClass(const LabeledProbabilities &table, const CountMatrix &counts)
{
    Mask mask(table.rows(), 0);
    const auto rows = rowsByLabel(table);
    for (int given = 0; given < table.classes; ++given) {
        const auto &own = rows[std::size_t(given)];
        if (std::ssize(own) > fewestOfClass)
            markSmallest(own, std::ssize(own) - counts.at(given, given), mask,
                         [&](std::size_t row) { return table.selfConfidence(row); });
    }
    dropPredicted(table, mask);
    return mask;
}

Mask offDiagonal(const LabeledProbabilities &table, const ConfidentJoint &joint)
{
    Mask mask(table.rows(), 0);
    for (const std::size_t row : joint.offDiagonal)
        mask[row] = 1;
    dropPredicted(table, mask);
    return mask;
}

/// As many rows as confident learning finds, those with the smallest score.
Mask smallest(const LabeledProbabilities &table, const ConfidentJoint &joint, double LabelQuality::*score)
{
    const std::vector<LabelQuality> quality = labelQuality(table);
    std::vector<std::size_t> order(table.rows());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return quality[i].*score; });
    Mask mask(table.rows(), 0);
    const auto count = std::ranges::count(offDiagonal(table, joint), 1);
    for (std::ptrdiff_t i = 0; i < count; ++i)
        mask[order[std::size_t(i)]] = 1;
    return mask;
}

Mask issuesBy(const LabeledProbabilities &table, IssueFilter filter)
{
    if (filter == IssueFilter::PredictedNotGiven) {
        Mask mask(table.rows(), 1);
        dropPredicted(table, mask);
        return mask;
    }
    const ConfidentJoint joint = confidentJoint(table);
    switch (filter) {
    case IssueFilter::PruneByClass:
        return byClass(table, pruneCounts(joint.calibrated));
    case IssueFilter::Both: {
        const CountMatrix counts = pruneCounts(joint.calibrated);
        Mask mask = byNoiseRate(table, counts);
        std::ranges::transform(mask, byClass(table, counts), mask.begin(), std::bit_and<char>());
        return mask;
    }
    case IssueFilter::ConfidentLearning:
        return offDiagonal(table, joint);
    case IssueFilter::LowNormalizedMargin:
        return smallest(table, joint, &LabelQuality::normalizedMargin);
    case IssueFilter::LowSelfConfidence:
        return smallest(table, joint, &LabelQuality::selfConfidence);
    default:
        return byNoiseRate(table, pruneCounts(joint.calibrated));
    }
}

} // namespace

QStringList issueFilterNames()
{
    return {u"prune_by_noise_rate"_s, u"prune_by_class"_s,      u"both"_s,
            u"confident_learning"_s,  u"predicted_neq_given"_s, u"low_normalized_margin"_s,
            u"low_self_confidence"_s};
}

QString issueFilterName(IssueFilter filter)
{
    return issueFilterNames().value(int(filter));
}

std::optional<IssueFilter> issueFilterFromName(const QString &name)
{
    const auto index = issueFilterNames().indexOf(name);
    return index < 0 ? std::nullopt : std::optional(IssueFilter(index));
}

std::vector<LabelQuality> labelQuality(const LabeledProbabilities &table)
{
    freeVectorRegisters();
    std::vector<LabelQuality> all;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const auto p = table.row(i);
        double other = 0;
        double entropy = 0;
        for (int k = 0; k < table.classes; ++k) {
            const double value = p[std::size_t(k)];
            if (k != table.given[i])
                other = std::max(other, value);
            if (value > 0)
                entropy -= value * std::log(value);
        }
        LabelQuality quality;
        quality.selfConfidence = table.selfConfidence(i);
        quality.normalizedMargin = (quality.selfConfidence - other + 1) / 2;
        const double normalized = table.classes > 1 ? entropy / std::log(double(table.classes)) : 0;
        const double weighted = normalized / std::max(quality.selfConfidence, tolerance);
        quality.entropy = std::log(weighted + 1) / std::max(weighted, tolerance);
        all.push_back(quality);
    }
    return all;
}

std::vector<std::size_t> labelIssues(const LabeledProbabilities &table, IssueFilter filter)
{
    std::vector<std::size_t> rows;
    const Mask mask = table.rows() > 0 ? issuesBy(table, filter) : Mask();
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i])
            rows.push_back(i);
    }
    std::ranges::stable_sort(rows, {}, [&](std::size_t i) { return table.selfConfidence(i); });
    return rows;
}

} // namespace cairn
