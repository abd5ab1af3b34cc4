// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/stagefeatures.h"
#include "core/engine/distributed/peers.h"
#include "core/engine/runtime/throughput.h"
#include "core/engine/training/checkpoint.h"
#include "core/engine/training/trainingstep.h"

#include <memory>

namespace cairn {

/// What a run talks to and where it computes: made once, at the engine's edge (trainer.cpp), and handed
/// through. All of it outlives the run.
struct RunContext
{
    TrainingObserver &observer;
    const PauseGate &pause;
    const CancelToken &cancel;
    torch::Device device = torch::kCPU;
    Peers *peers = nullptr; ///< null: this process trains alone
};

/// One run from its first step, or from a checkpoint, to its last. Of several processes only the first
/// validates, tells the observer and writes files. Throws as torch does, and PeerLost.
class TrainingRun
{
public:
    /// `network` is on the device.
    TrainingRun(const TrainingJob &job, Network network, const RunContext &context);

    /// The next run() goes on from here. Errors: those of restoreParts().
    Result<void> resumeFrom(const Checkpoint &checkpoint);
    /// Error Cancelled: an outcome. The outcome says how far it came in any case.
    Result<void> run(const QString &weightsReport);
    const TrainingOutcome &outcome() const { return m_progress.outcome; }

private:
    using Clock = std::chrono::steady_clock;

    // trainingrun.cpp: steps
    void beginStage();
    void openLoaders(int imageSize);
    int epochsAhead() const; ///< of the whole run
    Result<void> useFeatures();
    bool usesFeatures() const { return !m_context.peers && trainsOnFeatures(m_config, stage()); }
    void reportSetup(const QString &weightsReport);
    Result<void> runStage();
    Result<void> runEpoch();
    Result<void> runBatches();
    Result<void> runBatch(std::optional<Batch> batch, qint64 position);
    void reportBatch(qint64 position, const TrainingStep::Outcome &outcome, const StepRates &rates);
    StepRates ratesOf(qint64 position) const;
    void pauseIfAsked();
    Error divergence(const QString &what) const;
    Error stopped() const;
    void forwardNotices(const QStringList &notices);

    // epochend.cpp: what follows an epoch's last step
    Result<void> finishEpoch();
    bool waitForValidation();
    Result<Evaluation> validateNetwork();
    Result<EpochMetrics> epochMetrics(const Evaluation &evaluation);
    Result<bool> keepIfBest(const Evaluation &evaluation);
    void updateSchedules(double validLoss);
    void advance();
    void saveCheckpoint();

    bool isPrimary() const { return !m_context.peers || m_context.peers->isPrimary(); }
    const Stage &stage() const { return m_config.stages[m_progress.stage]; }
    bool complete() const { return m_progress.stage == m_config.stages.size() || m_progress.stoppedEarly; }
    qint64 batchesPerEpoch() const { return m_train->batchesPerEpoch(); }
    TrainingParts parts();

    const TrainingJob &m_job;
    const TrainingConfig &m_config;
    const RunContext m_context;
    Network m_network;
    const Clock::time_point m_started = Clock::now();
    double m_secondsBefore = 0; // of the run that is resumed
    TrainingProgress m_progress;

    int m_loaderSize = 0; // pixels; 0: what the loaders give is of this stage alone
    std::unique_ptr<BatchLoader> m_train;
    std::unique_ptr<BatchLoader> m_valid; // in the first process only
    std::unique_ptr<Adam> m_optimizer; // of the stage
    std::unique_ptr<TrainingStep> m_step;
    std::unique_ptr<WeightAverage> m_average; // null: not wanted

    SmoothedLoss m_smoothed;
    PatienceCounter m_stopping;
    PatienceCounter m_plateau;
    Throughput m_throughput;
    CheckpointClock m_checkpoints;
    bool m_checkpointFailed = false; // and was told
    Clock::time_point m_epochStarted;
    double m_pausedSeconds = 0; // in this epoch
    qint64 m_epochImages = 0;
};

} // namespace cairn
