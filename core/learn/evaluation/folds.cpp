// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/folds.h"

#include <algorithm>
#include <map>
#include <random>

namespace cairn {

namespace {

using Rows = std::vector<std::size_t>;

/// Rows that stay together, in an order that the seed decides; large groups first, since they are hardest to
/// place. Groups of more than `largest` rows are taken apart.
std::vector<Rows> shuffledUnits(const std::vector<int> &groups, std::size_t rows, std::ptrdiff_t largest,
                                quint64 seed)
{
    std::map<int, std::ptrdiff_t> sizes;
    for (const int group : groups)
        ++sizes[group];
    std::vector<Rows> units;
    std::map<int, std::size_t> unitOf;
    for (std::size_t row = 0; row < rows; ++row) {
        const int group = row < groups.size() && sizes[groups[row]] <= largest ? groups[row] : -1;
        const auto known = group < 0 ? unitOf.end() : unitOf.find(group);
        if (known != unitOf.end()) {
            units[known->second].push_back(row);
            continue;
        }
        if (group >= 0)
            unitOf.emplace(group, units.size());
        units.push_back({row});
    }
    // std::shuffle differs between libraries.
    std::mt19937_64 random(seed);
    for (std::size_t i = units.size(); i > 1; --i)
        std::swap(units[i - 1], units[random() % i]);
    std::ranges::stable_sort(units, std::greater(), &Rows::size);
    return units;
}

} // namespace

std::vector<int> stratifiedFolds(const std::vector<int> &labels, const std::vector<int> &groups, int folds,
                                 quint64 seed)
{
    std::vector<int> foldOf(labels.size(), 0);
    std::map<int, std::vector<int>> ofClass; // label → rows in each fold
    std::vector<int> all(std::size_t(folds), 0);
    const std::ptrdiff_t largest = std::max<std::ptrdiff_t>(1, std::ssize(labels) / folds);
    for (const Rows &unit : shuffledUnits(groups, labels.size(), largest, seed)) {
        std::vector<int> &own
            = ofClass.try_emplace(labels[unit.front()], std::size_t(folds), 0).first->second;
        int best = 0;
        for (int fold = 1; fold < folds; ++fold) {
            const auto load = [&](int f) { return std::pair(own[std::size_t(f)], all[std::size_t(f)]); };
            if (load(fold) < load(best))
                best = fold;
        }
        for (const std::size_t row : unit) {
            foldOf[row] = best;
            ++all[std::size_t(best)];
            ++ofClass.try_emplace(labels[row], std::size_t(folds), 0).first->second[std::size_t(best)];
        }
    }
    return foldOf;
}

} // namespace cairn
