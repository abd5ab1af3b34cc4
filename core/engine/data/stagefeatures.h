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

/// Computes them on the network's device with BatchNorm folded, in `precision` (never Auto). One view a
/// image is the square that is validated on, several are the augmented ones of the stage's first epochs,
/// which is `firstEpoch` in the run; where nothing is random, one is enough. Phases and unreadable images
/// are told to the observer. Errors: those of computeFeatures(). Throws as torch does.
Result<StageFeatures> stageFeatures(Network &network, const TrainingJob &job, const Stage &stage,
                                    int firstEpoch, Precision precision, TrainingObserver &observer,
                                    const CancelToken &cancel);

} // namespace cairn
