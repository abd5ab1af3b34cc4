// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/training/optimizer.h"
#include "core/engine/training/trainingprogress.h"
#include "core/engine/training/weightaverage.h"
#include "core/engine/weights/statedict.h"

#include <chrono>

namespace cairn {

/// The living parts of a run that a checkpoint keeps. All but the network may be null.
struct TrainingParts
{
    Network *network = nullptr;
    Adam *optimizer = nullptr;
    WeightAverage *average = nullptr;
    torch::Device device = torch::kCPU; ///< whose random numbers training draws
};

/// runs/<id>/checkpoint.safetensors: tensors "network.…", "optimizer.…", "average.…", "random" (the
/// processor's generator) and, on CUDA, "random.device"; the progress as JSON in the metadata.
QString checkpointFile(const QString &runDirectory);

/// Replaces the file atomically: at any instant it is the old one or the whole new one. `job` is remembered
/// by a fingerprint of its configuration and images. Errors: WriteFailed; InvalidInput where a weight is
/// not finite: such a state is not worth going back to.
Result<void> writeCheckpoint(const TrainingJob &job, const TrainingProgress &progress,
                             const TrainingParts &parts);

/// A checkpoint that was read and matches a job.
struct Checkpoint
{
    TrainingProgress progress;
    std::map<std::string, torch::Tensor> tensors;
};

/// The job's file. Errors: NotFound, ReadFailed. Throws std::bad_alloc.
Result<SharedBytes> checkpointBytes(const TrainingJob &job);

/// Errors: Corrupt, InvalidInput (of other settings or images). Throws as torch does.
Result<Checkpoint> readCheckpoint(const TrainingJob &job, const SharedBytes &file);

/// Puts the tensors back. The optimizer's only in the middle of a stage; then the random numbers. Error
/// Corrupt.
Result<void> restoreParts(const Checkpoint &checkpoint, const TrainingParts &parts);

/// Says when a checkpoint is worth its time: so seldom that writing takes at most 2 % of it, and within an
/// epoch `seconds` after the last one at least. The first epoch's end always is.
class CheckpointClock
{
public:
    using Clock = std::chrono::steady_clock;

    /// 0: always due.
    explicit CheckpointClock(double seconds, Clock::time_point now = Clock::now())
        : m_seconds(seconds)
        , m_last(now)
    {
    }
    bool dueInEpoch(Clock::time_point now = Clock::now()) const;
    bool dueAtEpochEnd(Clock::time_point now = Clock::now()) const;
    void written(Clock::time_point began, Clock::time_point now = Clock::now());

private:
    double m_seconds;
    Clock::time_point m_last;
    double m_cost = 0; // of the last one, seconds
};

} // namespace cairn
