// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/loaderoptions.h"

#include "core/engine/runtime/torchruntime.h"

namespace cairn {

LoaderOptions trainingLoader(const TrainingConfig &config, int imageSize)
{
    LoaderOptions options = validationLoader(config, imageSize);
    options.augmentation = config.augmentation;
    options.weighted = config.weightedSampling;
    options.cacheBudget = imageCacheBudget();
    return options;
}

LoaderOptions validationLoader(const TrainingConfig &config, int imageSize)
{
    LoaderOptions options;
    options.imageSize = imageSize;
    options.batchSize = config.batchSize;
    options.seed = config.seed;
    options.cacheBudget = imageCacheBudget() / 2;
    options.resize = config.resize;
    return options;
}

} // namespace cairn
