// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/intervals.h"
#include "core/learn/evaluation/labeledprobabilities.h"

#include <optional>

namespace cairn {

/// One class of an evaluation.
struct ClassReport : ClassMetrics
{
    Interval precisionInterval; ///< 0–1 where nothing was predicted as it
    Interval recallInterval; ///< 0–1 where support is 0
    double meanLoss = 0; ///< cross-entropy of its images, nats; NaN without any
};

/// One a class, from predictions with a label.
std::vector<ClassReport> classReports(const Evaluation &evaluation);

/// The mean F1, 0–1, of the classes that have images or were predicted, as by scikit-learn's
/// f1_score(average="macro"): 0 for one that was only predicted, or never; one that is in neither does not
/// count. NaN where no class is.
double macroF1(const std::vector<ClassReport> &classes);

/// The share of images whose label is among the `k` most probable classes, 0–1; NaN without rows.
double topKAccuracy(const LabeledProbabilities &probabilities, int k);

/// Top-5 accuracy where there are more than five classes.
std::optional<double> topFiveAccuracy(const LabeledProbabilities &probabilities);

/// A classifier of two classes, of which `positive` is looked for where its probability is at least
/// `threshold`.
struct ThresholdPoint
{
    double threshold = 0;
    double precision = 0; ///< 0–1; NaN where nothing reaches the threshold
    double recall = 0; ///< = true positive rate, 0–1; NaN without positives
    double falsePositiveRate = 0; ///< 0–1; NaN without negatives
};

/// All thresholds that change something, from the largest (nothing above it) to the smallest: the points of
/// the precision–recall and of the ROC curve. Empty without rows.
std::vector<ThresholdPoint> thresholdCurve(const LabeledProbabilities &probabilities, int positive);

} // namespace cairn
