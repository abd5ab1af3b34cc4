// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/trainer.h"
#include "core/engine/network/preparednetwork.h"

#include "core/engine/distributed/peerjob.h"
#include "core/engine/runtime/device.h"
#include "core/engine/runtime/torchguard.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/training/preparation.h"
#include "core/engine/training/trainingrun.h"

#include <QFile>

namespace cairn {

namespace {

/// The network as the first step, or the checkpoint, finds it. Only the first process reads weights.
Result<PreparedNetwork> preparedFor(const TrainingJob &job, const torch::Device &device, Peers *peers)
{
    TrainingConfig config = job.config;
    const bool reads = !job.resume && (!peers || peers->isPrimary());
    if (!reads)
        config.weights = QStringLiteral("none");
    Result<PreparedNetwork> prepared = prepareNetwork(config, job.data.classes);
    if (prepared)
        moveTo(prepared->network, device);
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
    Result<Checkpoint> checkpoint = readCheckpoint(job, *file);
    if (!checkpoint)
        return checkpoint.error();
    return std::optional<Checkpoint>(*std::move(checkpoint));
}

struct Surroundings
{
    TrainingObserver &observer;
    const PauseGate &pause;
    const CancelToken &cancel;
    Peers *peers;
    torch::Device device;
};

Result<TrainingOutcome> trainOn(const TrainingJob &job, const Surroundings &context)
{
    const Result<std::optional<Checkpoint>> checkpoint = checkpointFor(job, context.peers);
    if (!checkpoint)
        return checkpoint.error();
    context.observer.onPhase(QStringLiteral("Loading weights"), 0, 0);
    Result<PreparedNetwork> prepared = preparedFor(job, context.device, context.peers);
    if (!prepared)
        return prepared.error();
    TrainingRun training(job, prepared->network,
                         {context.observer, context.pause, context.cancel, context.device, context.peers});
    if (*checkpoint) {
        if (const Result<void> resumed = training.resumeFrom(**checkpoint); !resumed)
            return resumed.error();
    }
    if (context.peers) {
        context.peers->broadcast(prepared->network);
        context.peers->shareNorms(prepared->network);
    }
    const Result<void> done = training.run(prepared->weightsReport);
    if (!done && done.error().code != ErrorCode::Cancelled)
        return done.error();
    TrainingOutcome outcome = training.outcome();
    outcome.end = done ? TrainingOutcome::End::Completed : TrainingOutcome::End::Cancelled;
    return outcome;
}

Result<c10::intrusive_ptr<Peers>> joinPeers(const ProcessGroup &group, const torch::Device &device,
                                            TrainingObserver &observer, const CancelToken &cancel)
{
    const auto progress = [&](const Progress &now) {
        observer.onPhase(QStringLiteral("Waiting for the other processes"), now.done, now.total);
    };
    progress({0, group.size});
    return Peers::join(group, device, progress, cancel);
}

/// Threads of a process whose machine may have others of the same training.
void shareCores(const TrainingConfig &config, const Peers &peers)
{
    configureTorch(config.threads > 0 ? config.threads : peers.cores());
}

Result<TrainingOutcome> trainGuarded(const TrainingJob &job, TrainingObserver &observer,
                                     const PauseGate &pause, const CancelToken &cancel)
{
    configureTorch(job.config.threads);
    const Result<torch::Device> device = deviceFor(job.config, job.group ? job.group->localRank : 0);
    if (!device)
        return device.error();
    if (!job.group)
        return trainOn(job, {observer, pause, cancel, nullptr, *device});
    const Result<c10::intrusive_ptr<Peers>> peers = joinPeers(*job.group, *device, observer, cancel);
    if (!peers)
        return peers.error();
    shareCores(job.config, **peers);
    (*peers)->broadcast(packJob(job));
    return trainOn(job, {observer, pause, cancel, peers->get(), *device});
}

Result<TrainingOutcome> joinGuarded(const ProcessGroup &group, TrainingObserver &observer,
                                    const CancelToken &cancel)
{
    configureTorch(0);
    const Result<c10::intrusive_ptr<Peers>> peers = joinPeers(group, torch::kCPU, observer, cancel);
    if (!peers)
        return peers.error();
    Result<TrainingJob> job = unpackJob((*peers)->broadcast(QByteArray()));
    if (!job)
        return job.error();
    if (const Result<void> checked = checkTraining(job->config, job->data); !checked)
        return checked.error();
    job->group = group;
    shareCores(job->config, **peers);
    const Result<torch::Device> device = deviceFor(job->config, group.localRank);
    if (!device)
        return device.error();
    return trainOn(*job, {observer, PauseGate(), cancel, peers->get(), *device});
}

template <typename Function>
Result<TrainingOutcome> guardedOutcome(const TrainingConfig &config, const CancelToken &cancel,
                                       Function &&function)
{
    Result<TrainingOutcome> outcome = guarded([&]() -> Result<TrainingOutcome> {
        try {
            return function();
        } catch (const PeerLost &lost) {
            // Where all are told to stop, one may be gone before another has asked it.
            if (cancel.cancelled())
                return Error{ErrorCode::Cancelled, QStringLiteral("Cancelled.")};
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
    return guardedOutcome(job.config, cancel, [&] { return trainGuarded(job, observer, pause, cancel); });
}

Result<TrainingOutcome> joinTraining(const ProcessGroup &group, TrainingObserver &observer,
                                     const CancelToken &cancel)
{
    return guardedOutcome({}, cancel, [&] { return joinGuarded(group, observer, cancel); });
}

} // namespace cairn
