// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/trainer.h"
#include "core/base/text.h"

#include "core/engine/distributed/peerjob.h"
#include "core/engine/network/preparednetwork.h"
#include "core/engine/runtime/device.h"
#include "core/engine/runtime/torchguard.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/training/preparation.h"
#include "core/engine/training/trainingrun.h"

#include <QFile>

namespace cairn {

namespace {

/// The network as the first step, or the checkpoint, finds it. Only the first process reads weights.
Result<PreparedNetwork> preparedFor(const TrainingJob &job, const RunContext &context)
{
    TrainingConfig config = job.config;
    const bool reads = !job.resume && (!context.peers || context.peers->isPrimary());
    if (!reads)
        config.weights = QStringLiteral("none");
    Result<PreparedNetwork> prepared = prepareNetwork(config, job.data.classes);
    if (prepared)
        moveTo(prepared->network, context.device);
    return prepared;
}

/// The checkpoint that a resumed job goes on from; the peers get the first one's.
Result<std::optional<Checkpoint>> checkpointFor(const TrainingJob &job, Peers *peers)
{
    if (!job.resume)
        return std::optional<Checkpoint>();
    Result<SharedBytes> file = std::shared_ptr<const FileBytes>();
    if (!peers || peers->isPrimary()) {
        file = checkpointBytes(job);
        if (!file)
            return file.error();
    }
    if (peers) {
        const std::string_view own = *file ? asText((*file)->all()) : std::string_view();
        const QByteArray all = peers->broadcast(QByteArray::fromRawData(own.data(), qsizetype(own.size())));
        if (!peers->isPrimary())
            file = FileBytes::copyOf(std::string_view(all.constData(), std::size_t(all.size())));
    }
    return readCheckpoint(job, *file).transform([](Checkpoint checkpoint) {
        return std::optional<Checkpoint>(std::move(checkpoint));
    });
}

/// The run itself, once it is known where it computes and with whom.
Result<TrainingOutcome> runTraining(const TrainingJob &job, const RunContext &context)
{
    const Result<std::optional<Checkpoint>> checkpoint = checkpointFor(job, context.peers);
    if (!checkpoint)
        return checkpoint.error();
    context.observer.onPhase(Text::tr("Loading weights"), 0, 0);
    const Result<PreparedNetwork> prepared = preparedFor(job, context);
    if (!prepared)
        return prepared.error();
    Network network = prepared->network;
    TrainingRun training(job, network, context);
    if (*checkpoint) {
        if (const Result<void> resumed = training.resumeFrom(**checkpoint); !resumed)
            return resumed.error();
    }
    if (context.peers) {
        context.peers->broadcast(network);
        context.peers->shareNorms(network);
    }
    const Result<void> done = training.run(prepared->weightsReport);
    if (!done && done.error().code != ErrorCode::Cancelled)
        return done.error();
    TrainingOutcome outcome = training.outcome();
    outcome.end = done ? TrainingOutcome::End::Completed : TrainingOutcome::End::Cancelled;
    return outcome;
}

Result<c10::intrusive_ptr<Peers>> joinPeers(const ProcessGroup &group, const RunContext &context)
{
    const auto progress = [&](const Progress &now) {
        context.observer.onPhase(Text::tr("Waiting for the other processes"), now.done, now.total);
    };
    progress({0, group.size});
    return Peers::join(group, context.device, progress, context.cancel);
}

/// Threads of a process whose machine may have others of the same training.
void shareCores(const TrainingConfig &config, const Peers &peers)
{
    configureTorch(config.threads > 0 ? config.threads : peers.cores());
}

/// Calls `train` and turns what it throws into an Error; to be cancelled is an outcome.
template <typename Train>
Result<TrainingOutcome> guardedOutcome(const TrainingConfig &config, const CancelToken &cancel,
                                       const Train &train)
{
    Result<TrainingOutcome> outcome = guarded([&]() -> Result<TrainingOutcome> {
        try {
            return train();
        } catch (const PeerLost &lost) {
            // Where all are told to stop, one may be gone before another has asked it.
            if (cancel.cancelled())
                return Error{ErrorCode::Cancelled, Text::tr("Training was canceled.")};
            return peerLostError(lost);
        }
    });
    releaseUnusedMemory();
    if (!outcome && outcome.error().code == ErrorCode::Cancelled)
        return TrainingOutcome{TrainingOutcome::End::Cancelled};
    if (!outcome)
        return withBatchSizeAdvice(outcome.error(), config);
    return outcome;
}

} // namespace

Result<TrainingOutcome> trainNetwork(const TrainingJob &job, TrainingObserver &observer,
                                     const PauseGate &pause, const CancelToken &cancel)
{
    if (const Result<void> checked = checkTraining(job.config, job.data); !checked)
        return checked.error();
    return guardedOutcome(job.config, cancel, [&]() -> Result<TrainingOutcome> {
        configureTorch(job.config.threads);
        const Result<torch::Device> device = deviceFor(job.config, job.group ? job.group->localRank : 0);
        if (!device)
            return device.error();
        RunContext context{.observer = observer, .pause = pause, .cancel = cancel, .device = *device};
        if (!job.group)
            return runTraining(job, context);
        const Result<c10::intrusive_ptr<Peers>> peers = joinPeers(*job.group, context);
        if (!peers)
            return peers.error();
        context.peers = peers->get();
        shareCores(job.config, **peers);
        context.peers->broadcast(packJob(job));
        return runTraining(job, context);
    });
}

Result<TrainingOutcome> joinTraining(const ProcessGroup &group, TrainingObserver &observer,
                                     const CancelToken &cancel)
{
    return guardedOutcome({}, cancel, [&]() -> Result<TrainingOutcome> {
        configureTorch(0);
        const PauseGate neverPaused;
        RunContext context{.observer = observer, .pause = neverPaused, .cancel = cancel};
        const Result<c10::intrusive_ptr<Peers>> peers = joinPeers(group, context);
        if (!peers)
            return peers.error();
        context.peers = peers->get();
        Result<TrainingJob> job = unpackJob(context.peers->broadcast(QByteArray()));
        if (!job)
            return job.error();
        if (const Result<void> checked = checkTraining(job->config, job->data); !checked)
            return checked.error();
        job->group = group;
        shareCores(job->config, **peers);
        return deviceFor(job->config, group.localRank).and_then([&](const torch::Device &device) {
            context.device = device;
            return runTraining(*job, context);
        });
    });
}

} // namespace cairn
