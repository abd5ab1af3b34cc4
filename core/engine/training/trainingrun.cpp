// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/trainingrun.h"
#include "core/base/text.h"

#include "core/base/format.h"
#include "core/engine/data/loaderoptions.h"
#include "core/engine/runtime/device.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/training/preparation.h"

#include <ATen/Parallel.h>

#include <utility>

namespace cairn {

namespace {

constexpr int mostOwnWorkers = 8; // as a process alone takes

} // namespace

TrainingRun::TrainingRun(const TrainingJob &job, Network network, const RunContext &context)
    : m_job(job)
    , m_config(job.config)
    , m_context(context)
    , m_network(std::move(network))
    , m_stopping(job.config.safeguards.stopAfter)
    , m_plateau(job.config.safeguards.plateauAfter)
    , m_checkpoints(job.checkpointSeconds)
{
    if (m_config.safeguards.averageDecay > 0)
        m_average = std::make_unique<WeightAverage>(m_network, m_config.safeguards.averageDecay);
}

Result<void> TrainingRun::resumeFrom(const Checkpoint &checkpoint)
{
    m_progress = checkpoint.progress;
    m_secondsBefore = m_progress.outcome.seconds;
    if (complete())
        return {};
    beginStage();
    m_stopping.restore(m_progress.stopping);
    m_plateau.restore(m_progress.plateau);
    if (!m_progress.atStageStart()) { // these begin anew with each stage
        m_smoothed.restore(m_progress.smoothed);
        m_step->lossScale().restore(m_progress.lossScale, m_progress.goodSteps);
    }
    return restoreParts(checkpoint, parts());
}

Result<void> TrainingRun::run(const QString &weightsReport)
{
    if (complete())
        return {};
    if (!m_step)
        beginStage();
    reportSetup(weightsReport);
    Result<void> done;
    while (done && !complete())
        done = runStage();
    m_progress.outcome.seconds
        = m_secondsBefore + std::chrono::duration<double>(Clock::now() - m_started).count();
    // Whoever stops a run may want to go on later, from where it stood.
    if (!done && done.error().code == ErrorCode::Cancelled && isPrimary() && m_step->atRest())
        saveCheckpoint();
    return done;
}

TrainingParts TrainingRun::parts()
{
    return {&m_network, m_progress.atStageStart() ? nullptr : m_optimizer.get(), m_average.get(),
            m_context.device};
}

void TrainingRun::beginStage()
{
    openLoaders(m_config.imageSizeOf(stage()));
    const LayerGroups groups = layerGroups(m_network, m_config.splitOn);
    setFrozen(groups, m_config.frozenGroups(stage()), m_config.trainBatchNorm);
    m_optimizer = std::make_unique<Adam>(groups, stage().weightDecay.value_or(m_config.weightDecay));
    m_step = std::make_unique<TrainingStep>(m_network, *m_optimizer, stepOptions(m_config, m_context.device),
                                            m_context.peers);
    m_smoothed.reset();
}

void TrainingRun::openLoaders(int imageSize)
{
    if (imageSize == m_loaderSize)
        return;
    m_train.reset(); // before the next, which takes as much memory
    m_valid.reset();
    LoaderOptions train = trainingLoader(m_config, imageSize);
    LoaderOptions valid = validationLoader(m_config, imageSize);
    if (m_context.peers) {
        train.share = m_context.peers->rank();
        train.shares = m_context.peers->size();
        if (train.workers == 0)
            train.workers = std::min(m_context.peers->cores(), mostOwnWorkers);
    }
    if (epochsAhead() == 1 && !m_config.weightedSampling)
        train.cacheBudget = valid.cacheBudget = 0; // no image is looked at twice
    m_train = std::make_unique<BatchLoader>(m_job.data.train, train);
    if (isPrimary())
        m_valid = std::make_unique<BatchLoader>(m_job.data.valid, valid);
    m_loaderSize = imageSize;
}

int TrainingRun::epochsAhead() const
{
    int epochs = -m_progress.epochOfStage;
    for (int i = m_progress.stage; i < int(m_config.stages.size()); ++i)
        epochs += m_config.stages[i].epochs;
    return epochs;
}

// A stage that cannot keep its features goes without.
Result<void> TrainingRun::useFeatures()
{
    const Precision precision = resolvePrecision(m_config.precision, m_context.device);
    const Result<StageFeatures> features
        = stageFeatures(m_network,
                        {.training = m_job,
                         .stage = stage(),
                         .firstEpoch = m_progress.outcome.epochs - m_progress.epochOfStage,
                         .precision = precision},
                        m_context.observer, m_context.cancel);
    if (!features) {
        if (features.error().code != ErrorCode::WriteFailed)
            return features.error();
        m_context.observer.onNotice(Text::tr("Features are not cached, so the body runs in every epoch: %1")
                                        .arg(features.error().message));
        return {};
    }
    const int imageSize = m_config.imageSizeOf(stage());
    LoaderOptions train = trainingLoader(m_config, imageSize);
    train.features = features->train;
    LoaderOptions valid = validationLoader(m_config, imageSize);
    valid.features = features->valid;
    m_train = std::make_unique<BatchLoader>(m_job.data.train, train);
    m_valid = std::make_unique<BatchLoader>(m_job.data.valid, valid);
    m_loaderSize = 0;
    return {};
}

void TrainingRun::reportSetup(const QString &weightsReport)
{
    if (!isPrimary())
        return;
    TrainingSetup setup;
    setup.device = deviceName(m_context.device);
    if (m_context.peers)
        setup.device = Text::tr("%1 × %2 process(es)", nullptr, m_context.peers->size())
                           .arg(setup.device)
                           .arg(m_context.peers->size());
    setup.precision = precisionName(resolvePrecision(m_config.precision, m_context.device));
    setup.threads = at::get_num_threads();
    setup.stepsPerEpoch = batchesPerEpoch();
    setup.totalSteps = setup.stepsPerEpoch * m_config.totalEpochs();
    setup.weightsReport = weightsReport;
    if (usesFeatures())
        setup.weightsReport += u' '
            + Text::tr("Features are computed once: stage “%1” trains the head on cached features.")
                  .arg(stage().name);
    setup.weightsReport = setup.weightsReport.trimmed();
    setup.doneEpochs = m_progress.outcome.epochs;
    setup.doneSteps = setup.doneEpochs * setup.stepsPerEpoch + m_progress.batch;
    m_context.observer.onSetup(setup);
    if (const QString notice = batchNotice(m_train->leftOut(), m_config, m_job.data); !notice.isEmpty())
        m_context.observer.onNotice(notice);
    if (const QString warning = memoryWarning(m_config, m_job.data, m_context.device); !warning.isEmpty())
        m_context.observer.onNotice(warning);
}

Result<void> TrainingRun::runStage()
{
    if (usesFeatures()) {
        if (const Result<void> ready = useFeatures(); !ready)
            return ready;
    }
    const int index = m_progress.stage;
    while (m_progress.stage == index && !m_progress.stoppedEarly) {
        if (const Result<void> done = runEpoch(); !done)
            return done;
    }
    if (!complete())
        beginStage();
    return {};
}

Result<void> TrainingRun::runEpoch()
{
    m_epochStarted = Clock::now();
    m_pausedSeconds = 0;
    m_epochImages = 0;
    if (isPrimary())
        m_context.observer.onPhase(Text::tr("Training"), m_progress.outcome.epochs, m_config.totalEpochs());
    const bool resumed = m_progress.batch > 0;
    if (const Result<void> done = runBatches(); !done)
        return done;
    if (m_epochImages == 0 && !resumed)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("No training batch could be made: fewer than two images can be read.")};
    return finishEpoch();
}

Result<void> TrainingRun::runBatches()
{
    setTrainingMode(m_network, true);
    m_throughput.restart();
    m_train->start(m_progress.outcome.epochs, m_progress.batch, m_context.cancel);
    std::optional<Batch> batch = m_train->next();
    for (qint64 position = m_progress.batch; position < batchesPerEpoch(); ++position) {
        // A batch whose images cannot be read is missing here; the peers have theirs.
        const bool own = batch && batch->position == position;
        if (!own && !m_context.peers) {
            if (!batch)
                break;
            continue;
        }
        if (const Result<void> done = runBatch(own ? std::exchange(batch, {}) : std::nullopt, position);
            !done)
            return done;
        if (own)
            batch = m_train->next();
    }
    forwardNotices(m_train->takeProblems());
    if (m_context.cancel.cancelled() && !m_context.peers)
        return stopped();
    if (m_step->flush(ratesOf(batchesPerEpoch() - 1)) && m_average)
        m_average->update();
    m_progress.batch = batchesPerEpoch();
    return {};
}

void TrainingRun::pauseIfAsked()
{
    if (!m_context.pause.paused())
        return;
    const Clock::time_point start = Clock::now();
    m_context.pause.wait(m_context.cancel);
    m_pausedSeconds += std::chrono::duration<double>(Clock::now() - start).count();
    m_throughput.restart();
}

StepRates TrainingRun::ratesOf(qint64 position) const
{
    const qint64 perEpoch = batchesPerEpoch();
    StepRates rates = ratesAt(stage(), m_progress.epochOfStage * perEpoch + position,
                              perEpoch * stage().epochs, m_config.groups());
    for (double &rate : rates.learningRates)
        rate *= m_progress.rateFactor;
    return rates;
}

Result<void> TrainingRun::runBatch(std::optional<Batch> batch, qint64 position)
{
    pauseIfAsked();
    const bool cancel = m_context.cancel.cancelled();
    if (cancel && !m_context.peers)
        return stopped();
    forwardNotices(m_train->takeProblems());
    const qint64 step = m_progress.outcome.epochs * batchesPerEpoch() + position;
    const StepRates rates = ratesOf(position);
    // Dropout must not drop the same everywhere, but in a run that goes on what it would have dropped: the
    // first process has its generator from the checkpoint.
    if (m_context.peers && !isPrimary())
        torch::manual_seed(m_config.seed + (quint64(m_context.peers->rank()) << 40) + quint64(step));
    const TrainingStep::Outcome outcome
        = m_step->add(std::move(batch), rates, step, position + 1 == batchesPerEpoch(), cancel);
    if (outcome.cancelled)
        return stopped();
    if (!outcome.finite)
        return divergence(Text::tr("The loss became NaN or infinite"));
    if (outcome.stepped && m_average)
        m_average->update();
    m_progress.batch = position + 1;
    if (m_context.peers && outcome.images < 2)
        return {};
    m_epochImages += outcome.images;
    if (!isPrimary())
        return {};
    reportBatch(position, outcome, rates);
    if (m_step->atRest() && m_checkpoints.dueInEpoch())
        saveCheckpoint();
    return {};
}

void TrainingRun::reportBatch(qint64 position, const TrainingStep::Outcome &outcome, const StepRates &rates)
{
    const qint64 perEpoch = batchesPerEpoch();
    BatchMetrics metrics;
    metrics.step = m_progress.outcome.epochs * perEpoch + position;
    metrics.epoch = m_progress.outcome.epochs + double(position + 1) / double(perEpoch);
    metrics.loss = outcome.loss;
    metrics.smoothedLoss = m_smoothed.add(outcome.loss);
    metrics.learningRate = rates.learningRates.last();
    metrics.momentum = rates.momentum;
    metrics.imagesPerSecond = m_throughput.add(int(outcome.images));
    metrics.gradientNorm = outcome.gradientNorm;
    m_context.observer.onBatch(metrics);
}

Error TrainingRun::stopped() const
{
    return {ErrorCode::Cancelled, Text::tr("The training was stopped.")};
}

Error TrainingRun::divergence(const QString &what) const
{
    const QString kept = m_progress.outcome.bestEpoch < 0
        ? QString()
        : u' ' + Text::tr("The best weights, from epoch %1, are kept.").arg(m_progress.outcome.bestEpoch + 1);
    return {ErrorCode::InvalidInput,
            Text::tr("%1 in epoch %2: the learning rate %3 is too high; try a tenth of it.%4")
                .arg(what)
                .arg(m_progress.outcome.epochs + 1)
                .arg(formatRate(stage().rate.high * m_progress.rateFactor), kept)};
}

void TrainingRun::forwardNotices(const QStringList &notices)
{
    for (const QString &notice : notices)
        m_context.observer.onNotice(notice);
}

} // namespace cairn
