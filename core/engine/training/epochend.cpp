// SPDX-License-Identifier: GPL-3.0-or-later
// TrainingRun: what follows an epoch's last step.

#include "core/base/logging.h"
#include "core/base/text.h"
#include "core/engine/inference/evaluator.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/training/trainingrun.h"

#include <cmath>
#include <QDir>

namespace cairn {

namespace {

constexpr double validating = 1; // in place of images, where the others wait for the first process
constexpr auto agreeInterval = std::chrono::seconds(1);

/// While it lives the network has the averaged weights.
class AveragedWeights
{
public:
    explicit AveragedWeights(WeightAverage *average)
        : m_average(average)
    {
        if (m_average)
            m_average->swap();
    }
    ~AveragedWeights()
    {
        if (m_average)
            m_average->swap();
    }
    AveragedWeights(const AveragedWeights &) = delete;
    AveragedWeights &operator=(const AveragedWeights &) = delete;

private:
    WeightAverage *const m_average;
};

} // namespace

Result<void> TrainingRun::finishEpoch()
{
    double validLoss = 0;
    if (isPrimary()) {
        const double trainSeconds
            = std::chrono::duration<double>(Clock::now() - m_epochStarted).count() - m_pausedSeconds;
        const AveragedWeights averaged(m_average.get());
        Result<EpochMetrics> metrics = validateNetwork().and_then(
            [&](const Evaluation &evaluation) { return epochMetrics(evaluation); });
        if (!metrics)
            return metrics.error();
        metrics->imagesPerSecond = double(m_epochImages) / trainSeconds;
        validLoss = metrics->validLoss;
        qCDebug(lcEngine) << "epoch" << metrics->epoch << "trained in" << trainSeconds
                          << "s, validated and kept in" << metrics->seconds - trainSeconds << "s";
        m_context.observer.onEpoch(*metrics);
    }
    if (m_context.peers) {
        if (!isPrimary() && !waitForValidation())
            return stopped();
        validLoss = m_context.peers->broadcast(validLoss);
    }
    updateSchedules(validLoss);
    advance();
    if (isPrimary() && m_checkpoints.dueAtEpochEnd())
        saveCheckpoint();
    return {};
}

/// False: somebody wants to stop.
bool TrainingRun::waitForValidation()
{
    while (true) {
        const PeerStep all = m_context.peers->agree({0, m_context.cancel.cancelled()});
        if (all.images == 0)
            return true;
        if (all.cancelled)
            return false;
    }
}

Result<Evaluation> TrainingRun::validateNetwork()
{
    const QString phase = Text::tr("Validating");
    m_context.observer.onPhase(phase, 0, qint64(m_job.data.valid.size()));
    setTrainingMode(m_network, false);
    // The others wait for the loss: they hear that it is coming, and say if they are to stop.
    CancelSource stop;
    bool othersStop = false;
    Clock::time_point lastAgreed = Clock::now();
    const auto report = [&](const Progress &progress) {
        m_context.observer.onPhase(phase, progress.done, progress.total);
        const bool cancelled = m_context.cancel.cancelled();
        if (m_context.peers && !othersStop && (cancelled || Clock::now() - lastAgreed > agreeInterval)) {
            othersStop = m_context.peers->agree({validating, cancelled}).cancelled;
            lastAgreed = Clock::now();
        }
        if (cancelled || othersStop)
            stop.cancel();
    };
    // On cached features only the head works, and an epoch may take milliseconds.
    const Precision precision = resolvePrecision(m_config.precision, m_context.device);
    Network network
        = m_valid->givesFeatures() ? m_network : foldBatchNorms(m_network, inferenceType(precision));
    Result<Evaluation> evaluation
        = evaluateNetwork(network, *m_valid, report, m_context.peers ? stop.token() : m_context.cancel);
    forwardNotices(m_valid->takeProblems());
    if (m_context.peers && !othersStop)
        m_context.peers->agree({0, false});
    if (evaluation && evaluation->predictions.empty())
        return Error{ErrorCode::InvalidInput, Text::tr("None of the validation images can be read.")};
    if (evaluation && !std::isfinite(evaluation->loss))
        return divergence(Text::tr("The validation loss became NaN or infinite"));
    return evaluation;
}

Result<EpochMetrics> TrainingRun::epochMetrics(const Evaluation &evaluation)
{
    const Result<bool> best = keepIfBest(evaluation);
    if (!best)
        return best.error();
    EpochMetrics metrics;
    metrics.stage = m_progress.stage;
    metrics.stageName = stage().name;
    metrics.epoch = m_progress.outcome.epochs;
    metrics.trainLoss = m_smoothed.value();
    metrics.validLoss = evaluation.loss;
    metrics.errorRate = evaluation.errorRate;
    metrics.seconds = std::chrono::duration<double>(Clock::now() - m_epochStarted).count() - m_pausedSeconds;
    metrics.confusion = evaluation.confusion;
    metrics.best = *best;
    m_progress.outcome.errorRate = evaluation.errorRate;
    m_progress.outcome.validLoss = evaluation.loss;
    return metrics;
}

Result<bool> TrainingRun::keepIfBest(const Evaluation &evaluation)
{
    TrainingOutcome &outcome = m_progress.outcome;
    const bool better = outcome.bestEpoch < 0 || evaluation.errorRate < outcome.bestErrorRate
        || (evaluation.errorRate == outcome.bestErrorRate && evaluation.loss < m_progress.bestLoss);
    if (!better)
        return false;
    ModelSpec spec = m_network->spec;
    spec.imageSize = m_config.imageSizeOf(stage());
    const QString path = QDir(m_job.runDirectory).filePath(QStringLiteral("best.safetensors"));
    if (const Result<void> saved = saveModel(path, m_network, spec); !saved)
        return saved.error();
    outcome.bestEpoch = outcome.epochs;
    outcome.bestErrorRate = evaluation.errorRate;
    m_progress.bestLoss = evaluation.loss;
    return true;
}

void TrainingRun::updateSchedules(double validLoss)
{
    const Safeguards &safeguards = m_config.safeguards;
    if (m_plateau.exhaustedBy(validLoss)) {
        m_progress.rateFactor *= safeguards.plateauFactor;
        if (isPrimary())
            m_context.observer.onNotice(
                Text::tr(
                    "The validation loss has not improved for %1 epoch(s): the rest of stage “%2” uses %3 "
                    "times its learning rate.",
                    nullptr, safeguards.plateauAfter)
                    .arg(safeguards.plateauAfter)
                    .arg(stage().name)
                    .arg(m_progress.rateFactor));
    }
    if (m_stopping.exhaustedBy(validLoss)) {
        m_progress.stoppedEarly = true;
        if (isPrimary())
            m_context.observer.onNotice(
                Text::tr(
                    "Stopped early, after epoch %1: the validation loss has not improved for %2 epoch(s).",
                    nullptr, safeguards.stopAfter)
                    .arg(m_progress.outcome.epochs + 1)
                    .arg(safeguards.stopAfter));
    }
}

void TrainingRun::advance()
{
    ++m_progress.outcome.epochs;
    m_progress.batch = 0;
    if (++m_progress.epochOfStage < stage().epochs)
        return;
    ++m_progress.stage;
    m_progress.epochOfStage = 0;
    m_progress.rateFactor = 1;
}

// Losing a checkpoint must not lose the run: it is a notice.
void TrainingRun::saveCheckpoint()
{
    const Clock::time_point began = Clock::now();
    m_context.observer.onCheckpoint();
    m_progress.smoothed = m_smoothed.state();
    m_progress.stopping = m_stopping.state();
    m_progress.plateau = m_plateau.state();
    m_progress.averageUpdates = m_average ? m_average->updates() : 0;
    m_progress.lossScale = m_step->lossScale().factor();
    m_progress.goodSteps = m_step->lossScale().goodSteps();
    m_progress.outcome.seconds = m_secondsBefore + std::chrono::duration<double>(began - m_started).count();
    const Result<void> written = writeCheckpoint(m_job, m_progress, parts());
    m_checkpoints.written(began);
    if (!written && !m_checkpointFailed) {
        m_checkpointFailed = true;
        m_context.observer.onNotice(
            Text::tr("Training continues, but the checkpoint could not be written, so the run cannot "
                     "be resumed from this point. %1")
                .arg(written.error().message));
    }
}

} // namespace cairn
