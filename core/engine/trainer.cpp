#include "core/engine/trainer.h"

#include "core/base/format.h"
#include "core/base/logging.h"
#include "core/engine/evaluator.h"
#include "core/engine/modelfile.h"
#include "core/engine/preparation.h"
#include "core/engine/throughput.h"
#include "core/engine/torchguard.h"
#include "core/engine/torchruntime.h"
#include "core/engine/trainingstep.h"

#include <cmath>
#include <limits>
#include <QDir>

namespace cairn {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

LoaderOptions trainOptions(const TrainingConfig &config, qint64 cacheBudget)
{
    return {config.imageSize, config.batchSize, config.augmentation, config.seed, 0, cacheBudget};
}

LoaderOptions validOptions(const TrainingConfig &config, qint64 cacheBudget)
{
    return {config.imageSize, config.batchSize, {}, config.seed, 0, cacheBudget};
}

const Error cancelledError{ErrorCode::Cancelled, QStringLiteral("The training was stopped.")};

/// One run from its first step to its last.
class Training
{
public:
    Training(const TrainingJob &job, Network network, TrainingObserver &observer, const PauseGate &pause,
             const CancelToken &cancel)
        : m_job(job)
        , m_config(job.config)
        , m_observer(observer)
        , m_pause(pause)
        , m_cancel(cancel)
        , m_network(std::move(network))
        , m_precision(resolvePrecision(job.config.precision))
        , m_train(job.data.train, trainOptions(job.config, pictureCacheBudget()))
        , m_valid(job.data.valid, validOptions(job.config, pictureCacheBudget() / 2))
    {
    }

    Result<void> run(const QString &weightsReport);
    const TrainingOutcome &outcome() const { return m_outcome; }

private:
    /// Where the run stands.
    struct Position
    {
        int stage = 0;
        int epochOfStage = 0;
        qint64 stepsOfStage = 0;
    };

    void announce(const QString &weightsReport);
    Result<void> runStage(int index);
    Result<void> runEpoch(const Position &position, Adam &optimizer);
    Result<void> runBatch(const Batch &batch, const Position &position, Adam &optimizer);
    Result<void> finishEpoch(const Position &position, double trainSeconds, double imagesPerSecond,
                             Clock::time_point started);
    Result<Evaluation> validateNetwork();
    Result<bool> keepIfBest(const Evaluation &evaluation);
    void passOn(const QStringList &notices);
    const Stage &stage(const Position &position) const { return m_config.stages[position.stage]; }

    const TrainingJob &m_job;
    const TrainingConfig &m_config;
    TrainingObserver &m_observer;
    const PauseGate &m_pause;
    const CancelToken &m_cancel;
    Network m_network;
    const Precision m_precision;
    BatchLoader m_train;
    BatchLoader m_valid;
    SmoothedLoss m_smoothed;
    Throughput m_throughput;
    double m_pausedSeconds = 0; // in this epoch
    double m_bestLoss = std::numeric_limits<double>::infinity();
    TrainingOutcome m_outcome;
};

Result<void> Training::run(const QString &weightsReport)
{
    announce(weightsReport);
    for (int index = 0; index < m_config.stages.size(); ++index) {
        if (const Result<void> done = runStage(index); !done)
            return done;
    }
    return {};
}

void Training::announce(const QString &weightsReport)
{
    TrainingSetup setup;
    setup.device = QStringLiteral("CPU");
    setup.precision = precisionName(m_precision);
    setup.threads = at::get_num_threads();
    setup.stepsPerEpoch = m_train.batchesPerEpoch();
    setup.totalSteps = setup.stepsPerEpoch * m_config.totalEpochs();
    setup.weightsReport = weightsReport;
    m_observer.onSetup(setup);
    if (m_train.leftOut() > 0)
        m_observer.onNotice(QStringLiteral(
            "The last batch of an epoch would hold a single picture, from which BatchNorm cannot "
            "learn: each epoch leaves one picture out, every time another one."));
    if (const QString warning = memoryWarning(m_config, m_job.data); !warning.isEmpty())
        m_observer.onNotice(warning);
}

Result<void> Training::runStage(int index)
{
    Position position{index, 0, m_train.batchesPerEpoch() * m_config.stages[index].epochs};
    const LayerGroups groups = layerGroups(m_network, m_config.splitOn);
    setFrozen(groups, m_config.frozenGroups(stage(position)), m_config.trainBatchNorm);
    Adam optimizer(groups, m_config.weightDecay);
    m_smoothed.reset();
    for (; position.epochOfStage < stage(position).epochs; ++position.epochOfStage) {
        if (const Result<void> done = runEpoch(position, optimizer); !done)
            return done;
    }
    return {};
}

Result<void> Training::runEpoch(const Position &position, Adam &optimizer)
{
    const Clock::time_point started = Clock::now();
    m_observer.onPhase(QStringLiteral("Training"), m_outcome.epochs, m_config.totalEpochs());
    setTrainingMode(m_network, true);
    m_throughput.restart();
    m_pausedSeconds = 0;
    qint64 images = 0;
    m_train.start(m_outcome.epochs, m_cancel);
    while (const std::optional<Batch> batch = m_train.next()) {
        if (const Result<void> done = runBatch(*batch, position, optimizer); !done)
            return done;
        images += batch->images.size(0);
    }
    passOn(m_train.takeProblems());
    if (m_cancel.cancelled())
        return cancelledError;
    if (images == 0)
        return Error{ErrorCode::InvalidInput,
                     QStringLiteral("No training batch could be made: fewer than two pictures can be read.")};
    const double seconds = secondsSince(started) - m_pausedSeconds;
    return finishEpoch(position, seconds, double(images) / seconds, started);
}

Result<void> Training::runBatch(const Batch &batch, const Position &position, Adam &optimizer)
{
    if (m_pause.paused()) {
        const Clock::time_point start = Clock::now();
        m_pause.wait(m_cancel);
        m_pausedSeconds += secondsSince(start);
        m_throughput.restart();
    }
    if (m_cancel.cancelled())
        return cancelledError;
    passOn(m_train.takeProblems());
    const qint64 perEpoch = m_train.batchesPerEpoch();
    const StepRates rates = ratesAt(stage(position), position.epochOfStage * perEpoch + batch.position,
                                    position.stepsOfStage, m_config.groups());
    const double loss = trainingStep(m_network, optimizer, batch, rates, m_precision);
    if (!std::isfinite(loss))
        return Error{
            ErrorCode::InvalidInput,
            QStringLiteral("The loss stopped being a number in epoch %1: the learning rate %2 is too high; "
                           "try a tenth of it.")
                .arg(m_outcome.epochs + 1)
                .arg(formatRate(stage(position).rate.high))};
    BatchMetrics metrics;
    metrics.step = m_outcome.epochs * perEpoch + batch.position;
    metrics.epoch = m_outcome.epochs + double(batch.position + 1) / double(perEpoch);
    metrics.loss = loss;
    metrics.smoothedLoss = m_smoothed.add(loss);
    metrics.learningRate = rates.learningRates.last();
    metrics.momentum = rates.momentum;
    metrics.imagesPerSecond = m_throughput.add(int(batch.images.size(0)));
    m_observer.onBatch(metrics);
    return {};
}

Result<void> Training::finishEpoch(const Position &position, double trainSeconds, double imagesPerSecond,
                                   Clock::time_point started)
{
    Result<Evaluation> evaluation = validateNetwork();
    if (!evaluation)
        return evaluation.error();
    const Result<bool> best = keepIfBest(*evaluation);
    if (!best)
        return best.error();
    EpochMetrics metrics;
    metrics.stage = position.stage;
    metrics.stageName = stage(position).name;
    metrics.epoch = m_outcome.epochs;
    metrics.trainLoss = m_smoothed.value();
    metrics.validLoss = evaluation->loss;
    metrics.errorRate = evaluation->errorRate;
    metrics.seconds = secondsSince(started) - m_pausedSeconds;
    metrics.imagesPerSecond = imagesPerSecond;
    metrics.confusion = evaluation->confusion;
    metrics.best = *best;
    ++m_outcome.epochs;
    m_outcome.errorRate = evaluation->errorRate;
    m_outcome.validLoss = evaluation->loss;
    qCDebug(lcEngine) << "epoch" << metrics.epoch << "trained in" << trainSeconds
                      << "s, validated and kept in" << metrics.seconds - trainSeconds << "s";
    m_observer.onEpoch(metrics);
    return {};
}

Result<Evaluation> Training::validateNetwork()
{
    const QString phase = QStringLiteral("Validating");
    m_observer.onPhase(phase, 0, qint64(m_job.data.valid.size()));
    setTrainingMode(m_network, false);
    Result<Evaluation> evaluation = evaluateNetwork(
        m_network, m_valid, m_precision,
        [&](const Progress &progress) { m_observer.onPhase(phase, progress.done, progress.total); },
        m_cancel);
    passOn(m_valid.takeProblems());
    if (evaluation && evaluation->predictions.empty())
        return Error{ErrorCode::InvalidInput,
                     QStringLiteral("None of the pictures set aside for validation can be read.")};
    return evaluation;
}

Result<bool> Training::keepIfBest(const Evaluation &evaluation)
{
    const bool better = m_outcome.bestEpoch < 0 || evaluation.errorRate < m_outcome.bestErrorRate
        || (evaluation.errorRate == m_outcome.bestErrorRate && evaluation.loss < m_bestLoss);
    if (!better)
        return false;
    const QString path = QDir(m_job.runDirectory).filePath(QStringLiteral("best.safetensors"));
    if (const Result<void> saved = saveModel(path, m_network); !saved)
        return saved.error();
    m_outcome.bestEpoch = m_outcome.epochs;
    m_outcome.bestErrorRate = evaluation.errorRate;
    m_bestLoss = evaluation.loss;
    return true;
}

void Training::passOn(const QStringList &notices)
{
    for (const QString &notice : notices)
        m_observer.onNotice(notice);
}

Result<TrainingOutcome> trainGuarded(const TrainingJob &job, TrainingObserver &observer,
                                     const PauseGate &pause, const CancelToken &cancel)
{
    const Clock::time_point started = Clock::now();
    configureTorch(job.config.threads);
    observer.onPhase(QStringLiteral("Loading weights"), 0, 0);
    Result<PreparedNetwork> prepared = prepareNetwork(job.config, job.data.classes);
    if (!prepared)
        return prepared.error();
    Training training(job, prepared->network, observer, pause, cancel);
    const Result<void> done = training.run(prepared->weightsReport);
    if (!done && done.error().code != ErrorCode::Cancelled)
        return done.error();
    TrainingOutcome outcome = training.outcome();
    outcome.end = done ? TrainingOutcome::End::Completed : TrainingOutcome::End::Cancelled;
    outcome.seconds = secondsSince(started);
    return outcome;
}

} // namespace

Result<TrainingOutcome> trainNetwork(const TrainingJob &job, TrainingObserver &observer,
                                     const PauseGate &pause, const CancelToken &cancel)
{
    if (const Result<void> checked = checkTraining(job.config, job.data); !checked)
        return checked.error();
    Result<TrainingOutcome> outcome = guarded([&] { return trainGuarded(job, observer, pause, cancel); });
    releaseUnusedMemory();
    if (!outcome && outcome.error().code == ErrorCode::Cancelled)
        return TrainingOutcome{TrainingOutcome::End::Cancelled};
    if (!outcome)
        return withBatchSizeAdvice(outcome.error(), job.config);
    return outcome;
}

} // namespace cairn
