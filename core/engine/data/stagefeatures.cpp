// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/stagefeatures.h"

#include "core/engine/data/loaderoptions.h"
#include "core/engine/runtime/torchruntime.h"

#include <algorithm>

namespace cairn {

namespace {

FeatureJob trainJob(const TrainingJob &job, const Stage &stage, int firstEpoch)
{
    const TrainingConfig &config = job.config;
    FeatureJob features;
    features.examples = job.data.train;
    features.loading = trainingLoader(config, config.imageSizeOf(stage));
    if (config.cachedViews == 1 || !config.augmentation.random())
        features.loading.augmentation = Augmentation::none();
    else
        features.views = std::min(config.cachedViews, stage.epochs);
    features.firstEpoch = firstEpoch;
    return features;
}

} // namespace

bool trainsOnFeatures(const TrainingConfig &config, const Stage &stage)
{
    const bool mixes = config.regularization.mixup > 0 || config.regularization.cutmix > 0;
    return config.cachedViews > 0 && !config.trainBatchNorm && !mixes
        && config.frozenGroups(stage) == config.groups() - 1;
}

Result<StageFeatures> stageFeatures(Network &network, const TrainingJob &job, const Stage &stage,
                                    int firstEpoch, Precision precision, TrainingObserver &observer,
                                    const CancelToken &cancel)
{
    Network folded = foldBatchNorms(network, inferenceType(precision));
    FeatureJob train = trainJob(job, stage, firstEpoch);
    FeatureJob valid;
    valid.examples = job.data.valid;
    valid.loading = validationLoader(job.config, job.config.imageSizeOf(stage));
    StageFeatures features;
    for (const auto &[part, target] : {std::pair(&train, &features.train), {&valid, &features.valid}}) {
        part->loading.cacheBudget = part->views > 1 ? part->loading.cacheBudget : 0; // else read once
        part->memory = imageCacheBudget() / 2;
        part->folder = job.runDirectory;
        QStringList problems;
        const auto tell = [&](const Progress &progress) {
            observer.onPhase(QStringLiteral("Computing features"), progress.done, progress.total);
        };
        const auto computed = computeFeatures(folded, *part, problems, tell, cancel);
        for (const QString &problem : problems)
            observer.onNotice(problem);
        if (!computed)
            return computed.error();
        *target = *computed;
    }
    return features;
}

} // namespace cairn
