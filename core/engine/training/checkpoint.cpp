// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/checkpoint.h"
#include "core/base/text.h"

#include "core/engine/network/weightloader.h"
#include "core/engine/runtime/device.h"
#include "core/engine/runtime/torchguard.h"
#include "core/engine/weights/safetensors.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>

namespace cairn {

namespace {

constexpr double largestShare = 0.02; // of the time that writing may take
const char *const progressKey = "cairn.progress";
const char *const jobKey = "cairn.job";

const Error damaged{ErrorCode::Corrupt,
                    Text::tr("The checkpoint is damaged or belongs to another network; start a new "
                             "run.")};

/// Of all that decides a run, except where its first weights and its images lie.
QByteArray fingerprint(const TrainingJob &job)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    TrainingConfig config = job.config;
    config.weights = QStringLiteral("none");
    hash.addData(QJsonDocument(toJson(config)).toJson(QJsonDocument::Compact));
    hash.addData(job.data.classes.join(QChar(u'\n')).toUtf8());
    for (const std::vector<Example> *examples : {&job.data.train, &job.data.valid}) {
        for (const Example &example : *examples)
            hash.addData(QStringLiteral("%1 %2;").arg(example.imageId).arg(example.label).toLatin1());
        hash.addData(QByteArrayLiteral("|"));
    }
    hash.addData(QByteArray::number(job.group ? job.group->size : 1));
    return hash.result().toHex();
}

bool finite(const StateDict &dict)
{
    return std::all_of(dict.tensors.begin(), dict.tensors.end(), [](const NamedTensor &item) {
        return !item.tensor.is_floating_point() || at::isfinite(item.tensor).all().item<bool>();
    });
}

/// Puts a network's tensors back, in place.
bool copyInto(Network &network, const std::map<std::string, torch::Tensor> &tensors,
              const std::string &prefix)
{
    for (const NamedTensor &item : stateDictOf(network).tensors) {
        const auto found = tensors.find(prefix + item.name);
        if (found == tensors.end() || found->second.sizes() != item.tensor.sizes()
            || found->second.scalar_type() != item.tensor.scalar_type())
            return false;
        item.tensor.detach().copy_(found->second);
    }
    return true;
}

bool setGenerator(const torch::Device &device, const std::map<std::string, torch::Tensor> &tensors,
                  const std::string &name)
{
    const auto found = tensors.find(name);
    at::Generator generator = generatorOf(device);
    if (found == tensors.end() || found->second.scalar_type() != torch::kByte
        || found->second.sizes() != generator.get_state().sizes())
        return false;
    generator.set_state(found->second.clone());
    return true;
}

} // namespace

QString checkpointFile(const QString &runDirectory)
{
    return QDir(runDirectory).filePath(QStringLiteral("checkpoint.safetensors"));
}

Result<void> writeCheckpoint(const TrainingJob &job, const TrainingProgress &progress,
                             const TrainingParts &parts)
{
    return guarded([&]() -> Result<void> {
        const torch::NoGradGuard noGrad;
        StateDict dict = stateDictOf(*parts.network);
        if (!finite(dict))
            return Error{ErrorCode::InvalidInput, Text::tr("The weights are no longer finite numbers.")};
        for (NamedTensor &item : dict.tensors)
            item.name = "network." + item.name;
        if (parts.optimizer)
            parts.optimizer->addTo(dict);
        if (parts.average)
            parts.average->addTo(dict);
        dict.tensors.push_back({"random", generatorOf(torch::kCPU).get_state()});
        if (!parts.device.is_cpu())
            dict.tensors.push_back({"random.device", generatorOf(parts.device).get_state()});
        dict.metadata[progressKey] = QJsonDocument(toJson(progress)).toJson(QJsonDocument::Compact);
        dict.metadata[jobKey] = fingerprint(job);
        return writeSafetensors(checkpointFile(job.runDirectory), dict);
    });
}

Result<SharedBytes> checkpointBytes(const TrainingJob &job)
{
    const QString path = checkpointFile(job.runDirectory);
    if (!QFileInfo::exists(path))
        return Error{ErrorCode::NotFound,
                     Text::tr("This run has no checkpoint to resume from; start a new run.")};
    return FileBytes::read(path);
}

Result<Checkpoint> readCheckpoint(const TrainingJob &job, const SharedBytes &file)
{
    if (!looksLikeSafetensors(file->all()))
        return damaged;
    const Result<StateDict> dict = readSafetensors(file);
    if (!dict)
        return Error{ErrorCode::Corrupt, damaged.message, dict.error().message + u' ' + dict.error().detail};
    const auto progress = dict->metadata.find(progressKey);
    const auto madeFor = dict->metadata.find(jobKey);
    if (progress == dict->metadata.end() || madeFor == dict->metadata.end())
        return damaged;
    if (madeFor->second != fingerprint(job))
        return Error{ErrorCode::InvalidInput,
                     Text::tr("The checkpoint does not match this run's settings, images or number of "
                              "processes; start a new run.")};
    return trainingProgressFromJson(QJsonDocument::fromJson(progress->second).object(), job.config)
        .transform([&](TrainingProgress read) {
            Checkpoint checkpoint{std::move(read), {}};
            for (const NamedTensor &item : dict->tensors)
                checkpoint.tensors.emplace(item.name, item.tensor);
            return checkpoint;
        });
}

Result<void> restoreParts(const Checkpoint &checkpoint, const TrainingParts &parts)
{
    const torch::NoGradGuard noGrad;
    const auto &tensors = checkpoint.tensors;
    // The average shares nothing with the network, so it is read through it: swapped in, filled, swapped out.
    if (parts.average) {
        parts.average->swap();
        const bool filled = copyInto(*parts.network, tensors, "average.");
        parts.average->swap();
        if (!filled)
            return damaged;
        parts.average->setUpdates(checkpoint.progress.averageUpdates);
    }
    if (!copyInto(*parts.network, tensors, "network."))
        return damaged;
    if (parts.optimizer && !checkpoint.progress.atStageStart() && !parts.optimizer->restore(tensors))
        return damaged;
    const bool random = setGenerator(torch::kCPU, tensors, "random")
        && (parts.device.is_cpu() || setGenerator(parts.device, tensors, "random.device"));
    return random ? Result<void>() : Result<void>(damaged);
}

bool CheckpointClock::dueInEpoch(Clock::time_point now) const
{
    return dueAtEpochEnd(now) && std::chrono::duration<double>(now - m_last).count() >= m_seconds;
}

bool CheckpointClock::dueAtEpochEnd(Clock::time_point now) const
{
    return m_seconds == 0 || std::chrono::duration<double>(now - m_last).count() >= m_cost / largestShare;
}

void CheckpointClock::written(Clock::time_point began, Clock::time_point now)
{
    m_cost = std::chrono::duration<double>(now - began).count();
    m_last = now;
}

} // namespace cairn
