// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/lrfinder.h"

#include <algorithm>
#include <cmath>
#include <QtGlobal>

namespace cairn {

namespace {

using Points = std::vector<LrPoint>;

/// For every point, the length of the longest strictly falling subsequence of losses that ends there
/// (patience sorting, O(n log n)).
std::vector<int> fallingLengths(const Points &points)
{
    std::vector<double>
        tails; // of the subsequences of length 1, 2, …: the negated loss that is easiest to go on from
    std::vector<int> lengths;
    for (const LrPoint &point : points) {
        const auto place = std::lower_bound(tails.begin(), tails.end(), -point.loss);
        lengths.push_back(static_cast<int>(place - tails.begin()) + 1);
        if (place == tails.end())
            tails.push_back(-point.loss);
        else
            *place = -point.loss;
    }
    return lengths;
}

/// About two thirds down the longest valley.
double valley(const Points &points)
{
    if (points.size() < 2)
        return qQNaN();
    const auto lengths = fallingLengths(points);
    const auto longest = std::max_element(lengths.begin(), lengths.end());
    const int end = static_cast<int>(longest - lengths.begin());
    const int start = end - *longest;
    const double third = (end - start) / 3.0;
    const int index = start + static_cast<int>(third) + static_cast<int>(third / 2);
    return points[static_cast<std::size_t>(std::max(index, 0))].rate;
}

/// Central differences, one-sided at both ends.
std::vector<double> gradient(const Points &points)
{
    const std::size_t last = points.size() - 1;
    std::vector<double> slopes(points.size());
    for (std::size_t i = 1; i < last; ++i)
        slopes[i] = (points[i + 1].loss - points[i - 1].loss) / 2;
    slopes.front() = points[1].loss - points[0].loss;
    slopes.back() = points[last].loss - points[last - 1].loss;
    return slopes;
}

/// From the right, moves a window of 15 points leftwards while the slopes at its ends differ.
double slide(const Points &points)
{
    constexpr std::size_t window = 15;
    constexpr double threshold = 0.005;
    if (points.size() <= window)
        return qQNaN();
    const auto slopes = gradient(points);
    std::size_t left = points.size() - 1 - window;
    double rate = points[left].rate;
    while (std::abs(slopes[left + window] - slopes[left]) > threshold) {
        rate = points[left].rate;
        if (left-- == 0)
            break;
    }
    return rate;
}

double minimum(const Points &points)
{
    if (points.empty())
        return qQNaN();
    const auto smallest = std::min_element(
        points.begin(), points.end(), [](const LrPoint &a, const LrPoint &b) { return a.loss < b.loss; });
    return smallest->rate / 10;
}

double steep(const Points &points)
{
    double rate = qQNaN();
    double steepest = qInf();
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const double slope = (points[i + 1].loss - points[i].loss)
            / (std::log(points[i + 1].rate) - std::log(points[i].rate));
        if (slope < steepest) {
            steepest = slope;
            rate = points[i].rate;
        }
    }
    return rate;
}

} // namespace

std::vector<LrPoint> trimmedForSuggestions(const std::vector<LrPoint> &points, int plannedSteps)
{
    const std::size_t first = static_cast<std::size_t>(std::max(plannedSteps, 0) / 10);
    if (points.size() < first + skippedAtEnd)
        return {};
    const auto begin = points.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, std::find_if(begin, points.end() - skippedAtEnd, [](const LrPoint &point) {
                return std::isnan(point.loss);
            })};
}

LrSuggestions suggestRates(const std::vector<LrPoint> &trimmed)
{
    return {valley(trimmed), slide(trimmed), minimum(trimmed), steep(trimmed)};
}

} // namespace cairn
