// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/labelissues.h"
#include "core/runs/suggestions.h"

namespace cairn {

// Which labels are wrong, by confident learning. One definition (labelIssues()) behind every count, list and
// file.

/// What out-of-sample probabilities say of one label.
struct JudgedLabel
{
    qint64 imageId = 0;
    int given = -1; ///< index into LabelReview::classes
    int suggested = -1; ///< the most probable class
    bool issue = false; ///< taken for wrong, and nobody marked it as fine
    LabelQuality quality;
    std::vector<float> probabilities; ///< one a class
};

struct LabelReview
{
    QString source; ///< what judged: "Run 3", "5 folds on ImageNet weights (ResNet-50)"
    qint64 runId = 0; ///< 0: none
    QStringList classes;
    std::vector<qint64> classIds; ///< today's class of each; 0 where it is gone
    double temperature = 1; ///< by which the probabilities were scaled
    std::vector<JudgedLabel> judged; ///< issues first, both groups by self-confidence
    std::size_t issues = 0; ///< the first so many
};

struct FoldOptions
{
    int folds = 5;
    quint64 seed = 42;
    IssueFilter filter = IssueFilter::PruneByNoiseRate;
};

/// By what labels are judged.
struct LabelJudgment
{
    FeatureSource source;
    FoldOptions folds = {};
};

/// Of all labeled images but the test split and the trash: heads on the features of the source by k folds,
/// near duplicates in one fold, so that no label is judged by a head that learned from it. Looks at images
/// that the source has not seen yet (seconds to minutes); the heads take seconds. Errors: those of
/// embedImages(), InvalidInput (fewer than two classes have images).
Result<LabelReview> judgeLabels(const Project &project, Engine &engine, const LabelJudgment &wanted,
                                const ProgressCallback &progress, const CancelToken &cancel);

/// Of a run's validation images, by its stored predictions and its temperature. Errors: those of
/// storedEvaluation().
Result<LabelReview> judgeValidationLabels(const Project &project, qint64 runId,
                                          IssueFilter filter = IssueFilter::PruneByNoiseRate);

} // namespace cairn
