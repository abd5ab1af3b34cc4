// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

#include <atomic>
#include <chrono>
#include <optional>

namespace cairn {

/// An Engine without torch: plausible curves, real files, the same manners (cancel within one batch, pause at
/// a batch boundary, best weights kept, a checkpoint at each epoch's end). Deterministic: which images it
/// gets wrong follows from their ids and the epoch. Set the public fields before it is used.
class FakeEngine : public Engine
{
public:
    std::chrono::milliseconds batchTime{0}; ///< a training or sweep step lasts this long
    int stepsPerEpoch = 10;
    double finalErrorRate = 0.1; ///< share of mistakes after the last epoch
    std::optional<Error> failure; ///< returned by everything that can fail
    TestTimeAugmentation lastViews; ///< of the newest evaluate()
    int failAfterEpochs = 0; ///< train() fails only after that many epochs
    bool failsBeforeSetup = false; ///< train() fails before it has told its setup
    std::optional<TrainingJob> lastJob; ///< of the newest train()
    std::atomic<int> trainCalls = 0;

    QString description() const override;
    Precision resolvePrecision(Precision precision) const override;
    Result<TrainingOutcome> train(const TrainingJob &job, TrainingObserver &observer, const PauseGate &pause,
                                  const CancelToken &cancel) override;
    Result<TrainingOutcome> join(const ProcessGroup &group, TrainingObserver &observer,
                                 const CancelToken &cancel) override;
    Result<LrFinderResult> findLearningRate(const TrainingConfig &config, const LearningSet &data,
                                            const LrSweep &sweep,
                                            const std::function<void(const LrPoint &)> &onPoint,
                                            const CancelToken &cancel) override;
    Result<Evaluation> evaluate(const QString &weightsFile, const std::vector<Example> &examples,
                                const ProgressCallback &progress, const CancelToken &cancel,
                                const TestTimeAugmentation &augmentation) override;
    /// Unlabeled images look as if they were of the class imageId modulo the number of classes; features
    /// are 8 numbers, alike within a class. With `imagenet` set, `weightsFile` is not read.
    Result<void> embed(const EmbeddingJob &job, const std::function<void(Embedding)> &onEmbedding,
                       const ProgressCallback &progress, const CancelToken &cancel) override;
    std::atomic<int> embedded = 0; ///< images, in all calls together
    /// A map of 2×2 with its largest value where the class index says.
    Result<void> explain(const HeatmapJob &job, const std::function<void(Heatmap)> &onHeatmap,
                         const ProgressCallback &progress, const CancelToken &cancel) override;
    std::atomic<int> explained = 0; ///< images, in all calls together
    /// Every class by its rows' mean.
    Result<LinearHead> fitHead(const HeadExamples &examples) override;
    std::atomic<int> headsFitted = 0;
    /// Weights that answer without errors.
    Result<void> adoptWeights(const TrainingConfig &config, const QStringList &classes,
                              const QString &target) override;
    /// Every file is a copy of the weights; golden images are not drawn.
    Result<ExportOutcome> exportModel(const ExportJob &job, const ProgressCallback &progress,
                                      const CancelToken &cancel) override;
    Result<std::unique_ptr<Predictor>> openPredictor(const QString &modelFile, Precision precision) override;

    /// What the fake network says of one image when `errorRate` of its answers are wrong.
    static Prediction predict(const Example &example, int classes, double errorRate);
};

} // namespace cairn
