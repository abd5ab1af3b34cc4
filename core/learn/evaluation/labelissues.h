// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/confidentjoint.h"

#include <optional>
#include <QString>

namespace cairn {

/// Which labels are taken for wrong, given out-of-sample probabilities: cleanlab's filters.
enum class IssueFilter {
    PruneByNoiseRate, ///< for each pair of classes as many as the joint says, those with the largest margin
    PruneByClass, ///< for each class as many as the joint says, those with the least self-confidence
    Both, ///< of both filters above
    ConfidentLearning, ///< those counted off the joint's diagonal
    PredictedNotGiven, ///< another class is more probable
    LowNormalizedMargin, ///< as many as ConfidentLearning has, those with the least normalized margin
    LowSelfConfidence, ///< the same by self-confidence
};

QString issueFilterName(IssueFilter filter); ///< "prune_by_noise_rate", …
std::optional<IssueFilter> issueFilterFromName(const QString &name);
QStringList issueFilterNames();

/// How plausible one given label is; small values are suspicious.
struct LabelQuality
{
    double selfConfidence = 0; ///< probability of the given label, 0–1
    double normalizedMargin = 0; ///< (self-confidence − the largest other probability + 1) / 2, 0–1
    double entropy = 0; ///< cleanlab's confidence-weighted entropy, 0–1
};
std::vector<LabelQuality> labelQuality(const LabeledProbabilities &probabilities);

/// Rows whose label is taken for wrong, the least self-confident first. The one definition behind every
/// count, list and file of label issues.
std::vector<std::size_t> labelIssues(const LabeledProbabilities &probabilities,
                                     IssueFilter filter = IssueFilter::PruneByNoiseRate);

} // namespace cairn
