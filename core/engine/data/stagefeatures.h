// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/featurecache.h"
#include "core/learn/engine.h"

namespace cairn {

/// Whether a stage trains its head on features that are computed once: TrainingConfig::cachedViews is set,
/// the whole body rests, its BatchNorms too, and no images are mixed.
bool trainsOnFeatures(const TrainingConfig &config, const Stage &stage);

struct StageFeatures
{
    std::shared_ptr<const FeatureCache> train;
    std::shared_ptr<const FeatureCache> valid;
};

/// Of which stage, and how.
struct StageFeatureJob
{
    const TrainingJob &training; ///< its images, loading and folder
    const Stage &stage;
    int firstEpoch = 0; ///< the stage's, counted in the run
    Precision precision = Precision::Float32; ///< never Auto
};

/// Computes them on the network's device with BatchNorm folded, in the job's precision. One view a
/// image is the square that is validated on, several are the augmented ones of the stage's first epochs;
/// where nothing is random, one is enough. Phases and unreadable images
/// are told to the observer. Errors: those of computeFeatures(). Throws as torch does.
Result<StageFeatures> stageFeatures(Network &network, const StageFeatureJob &job, TrainingObserver &observer,
                                    const CancelToken &cancel);

} // namespace cairn
