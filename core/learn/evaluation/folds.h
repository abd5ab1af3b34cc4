// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <vector>

namespace cairn {

/// Divides rows into `folds` parts for cross-validation: fold index of each row. Rows of one group (≥ 0; −1:
/// alone) are in one fold; within that, each class is spread as evenly as it goes (stratified). Same input
/// and seed → same folds on every machine. A group that is larger than a fold is taken apart: nothing could
/// be learned otherwise. `folds` ≥ 2.
std::vector<int> stratifiedFolds(const std::vector<int> &labels, const std::vector<int> &groups, int folds,
                                 quint64 seed);

} // namespace cairn
