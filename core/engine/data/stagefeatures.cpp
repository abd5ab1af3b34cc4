// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/stagefeatures.h"
#include "core/base/text.h"

#include "core/engine/data/loaderoptions.h"
#include "core/engine/runtime/torchruntime.h"

#include <algorithm>

namespace cairn {

namespace {

FeatureJob trainJob(const StageFeatureJob &job)
{
    const TrainingConfig &config = job.training.config;
    FeatureJob features;
    features.examples = job.training.data.train;
    features.loading = trainingLoader(config, config.imageSizeOf(job.stage));
    if (config.cachedViews == 1 || !config.augmentation.random())
        features.loading.augmentation = Augmentation::none();
    else
        features.views = std::min(config.cachedViews, job.stage.epochs);
    features.firstEpoch = job.firstEpoch;
    return features;
}

} // namespace

bool trainsOnFeatures(const TrainingConfig &config, const Stage &stage)
{
    const bool mixes = config.regularization.mixup > 0 || config.regularization.cutmix > 0;
    return config.cachedViews > 0 && !config.trainBatchNorm && !mixes
        && config.frozenGroups(stage) == config.groups() - 1;
}

Result<StageFeatures> stageFeatures(Network &network, const StageFeatureJob &job, TrainingObserver &observer,
                                    const CancelToken &cancel)
{
    const TrainingConfig &config = job.training.config;
    Network folded = foldBatchNorms(network, inferenceType(job.precision));
    FeatureJob train = trainJob(job);
    FeatureJob valid;
    valid.examples = job.training.data.valid;
    valid.loading = validationLoader(config, config.imageSizeOf(job.stage));
    StageFeatures features;
    for (const auto &[part, target] : {std::pair(&train, &features.train), {&valid, &features.valid}}) {
        part->loading.cacheBudget = part->views > 1 ? part->loading.cacheBudget : 0; // else read once
        part->memory = imageCacheBudget() / 2;
        part->folder = job.training.runDirectory;
        QStringList problems;
        const auto report = [&](const Progress &progress) {
            observer.onPhase(Text::tr("Computing features"), progress.done, progress.total);
        };
        const auto computed = computeFeatures(folded, *part, problems, report, cancel);
        for (const QString &problem : problems)
            observer.onNotice(problem);
        if (!computed)
            return computed.error();
        *target = *computed;
    }
    return features;
}

} // namespace cairn
