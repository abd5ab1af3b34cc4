// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/preparation.h"
#include "core/base/text.h"

#include "core/base/format.h"
#include "core/engine/runtime/device.h"
#include "core/engine/runtime/systemmemory.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/learn/modelsummary.h"

#include <algorithm>

namespace cairn {

namespace {

Error invalid(const QString &message)
{
    return {ErrorCode::InvalidInput, message};
}

bool labeled(const std::vector<Example> &examples, qsizetype classes)
{
    return std::all_of(examples.begin(), examples.end(), [classes](const Example &example) {
        return example.label >= 0 && example.label < classes;
    });
}

} // namespace

Result<void> checkTraining(const TrainingConfig &config, const LearningSet &data)
{
    if (const Result<void> valid = validate(config); !valid)
        return valid;
    if (data.classes.size() < 2)
        return invalid(Text::tr("Training needs at least two classes."));
    if (data.train.size() < 2)
        return invalid(Text::tr("Training needs at least two training images."));
    if (data.valid.empty())
        return invalid(Text::tr("Training needs at least one validation image; split the images first."));
    if (!labeled(data.train, data.classes.size()) || !labeled(data.valid, data.classes.size()))
        return invalid(Text::tr("Every image must have a class before training."));
    return {};
}

Result<torch::Device> deviceFor(const TrainingConfig &config, int localRank)
{
    Result<torch::Device> device = deviceFromName(config.device);
    if (device && device->is_cuda() && localRank > 0 && !config.device.contains(u':'))
        device = deviceFromName(QStringLiteral("cuda:%1").arg(localRank));
    if (device && device->is_cpu() && config.precision == Precision::Float16)
        return invalid(
            Text::tr("Precision float16 needs a CUDA device; on the CPU choose auto, bfloat16 or float32."));
    return device;
}

QString batchNotice(qint64 leftOut, const TrainingConfig &config, const LearningSet &data)
{
    if (leftOut > 0)
        return Text::tr(
            "The last batch of each epoch would contain a single image, which BatchNorm cannot use: each "
            "epoch leaves out one image, a different one each time.");
    if (qint64(data.train.size()) < config.batchSize)
        return Text::tr(
                   "There are fewer training images (%1) than the batch size (%2): every epoch is a single "
                   "step.")
            .arg(data.train.size())
            .arg(config.batchSize);
    return {};
}

QString memoryWarning(const TrainingConfig &config, const LearningSet &data, const torch::Device &device)
{
    if (!device.is_cpu())
        return {};
    int size = 0;
    for (const Stage &stage : config.stages)
        size = std::max(size, config.imageSizeOf(stage));
    const ModelSummary summary
        = summarize({config.arch, config.body, config.head, int(data.classes.size()), size, config.splitOn});
    const qint64 batch = std::min<qint64>(config.batchSize, qint64(data.train.size()));
    const bool half = resolvePrecision(config.precision) == Precision::BFloat16;
    // Weights, gradients and Adam's two moments; what the backward pass needs of every image.
    const qint64 needed = summary.parameters * 4 * 4 + summary.activationBytes * batch / (half ? 2 : 1);
    const qint64 available = availableMemory();
    if (available == 0 || needed <= available)
        return {};
    return Text::tr(
               "Training may need %1 of memory, but only %2 are free; if it fails, use a batch size of %3.")
        .arg(formatBytes(needed), formatBytes(available))
        .arg(std::max(2, config.batchSize / 2));
}

Error withBatchSizeAdvice(Error error, const TrainingConfig &config)
{
    if (error.code != ErrorCode::OutOfMemory)
        return error;
    error.message = config.batchSize > 2
        ? Text::tr("There is not enough memory for a batch size of %1; try %2.")
              .arg(config.batchSize)
              .arg(std::max(2, config.batchSize / 2))
        : Text::tr(
            "There is not enough memory even for a batch size of 2; try a smaller network or image size.");
    return error;
}

} // namespace cairn
