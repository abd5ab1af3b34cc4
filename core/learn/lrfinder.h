// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <vector>

namespace cairn {

/// One step of a learning-rate sweep (Smith 2015, arXiv:1506.01186).
struct LrPoint
{
    double rate = 0;
    double loss = 0; ///< smoothed
};

/// How a sweep runs: exponentially from `startRate` to `endRate`, stopped early at 4 × the best smoothed loss
/// or at NaN.
struct LrSweep
{
    double startRate = 1e-7;
    double endRate = 10;
    int steps = 100;
};

/// Rates that fast.ai's four suggestion functions give. Each is NaN where the curve is too short to say.
struct LrSuggestions
{
    double valley = 0; ///< in the longest falling stretch
    double slide = 0; ///< before the loss stops falling (lr_diff 15, threshold 0.005)
    double minimum = 0; ///< a tenth of the rate with the smallest loss
    double steep = 0; ///< where the loss falls fastest
};

/// The points at a sweep's end that neither plots nor suggestions look at: the loss has flown away there
/// (fast.ai's skip_end).
inline constexpr int skippedAtEnd = 5;

/// The part of a sweep that suggestions look at: without the first tenth of the planned steps and the last
/// ones, cut at the first NaN.
std::vector<LrPoint> trimmedForSuggestions(const std::vector<LrPoint> &points, int plannedSteps);

/// `trimmed` as trimmedForSuggestions() gives it.
LrSuggestions suggestRates(const std::vector<LrPoint> &trimmed);

struct LrFinderResult
{
    std::vector<LrPoint> points; ///< untrimmed
    LrSuggestions suggestions;
    /// Parameters, buffers and RNG were compared bit by bit with the copies taken before.
    bool stateRestored = false;
};

} // namespace cairn
