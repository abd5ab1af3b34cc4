// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/torchengine.h"
#include "core/base/text.h"

#include "core/engine/export/modelexport.h"
#include "core/engine/inference/embedder.h"
#include "core/engine/inference/evaluator.h"
#include "core/engine/inference/gradcam.h"
#include "core/engine/inference/predictor.h"
#include "core/engine/inference/testtime.h"
#include "core/engine/network/adoptedweights.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/runtime/torchguard.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/training/headfit.h"
#include "core/engine/training/lrsweep.h"
#include "core/engine/training/trainer.h"

namespace cairn {

namespace {

constexpr int evaluationBatch = 32;

LoaderOptions plainOptions(const Network &network)
{
    LoaderOptions options;
    options.imageSize = network->spec.imageSize;
    options.batchSize = evaluationBatch;
    options.resize = network->spec.resize;
    return options;
}

Result<Evaluation> evaluateFile(const QString &weightsFile, const std::vector<Example> &examples,
                                const ProgressCallback &progress, const CancelToken &cancel,
                                const TestTimeAugmentation &augmentation)
{
    configureTorch(0);
    Result<Network> network = loadFolded(weightsFile);
    if (!network)
        return network.error();
    if (augmentation.views > 0) {
        const ViewProbabilities views = classifyViews(
            *network, {.examples = examples, .loading = plainOptions(*network), .augmentation = augmentation},
            progress, cancel);
        if (cancel.cancelled())
            return Error{ErrorCode::Cancelled, Text::tr("The evaluation was canceled.")};
        return evaluationOf(examples, views.mean, views.readable);
    }
    BatchLoader loader(examples, plainOptions(*network));
    return evaluateNetwork(*network, loader, progress, cancel);
}

class TorchEngine : public Engine
{
public:
    TorchEngine() { configureTorch(0); }

    QString description() const override { return torchDescription(); }

    Precision resolvePrecision(Precision precision) const override
    {
        return cairn::resolvePrecision(precision);
    }

    Result<TrainingOutcome> train(const TrainingJob &job, TrainingObserver &observer, const PauseGate &pause,
                                  const CancelToken &cancel) override
    {
        return trainNetwork(job, observer, pause, cancel);
    }

    Result<TrainingOutcome> join(const ProcessGroup &group, TrainingObserver &observer,
                                 const CancelToken &cancel) override
    {
        return joinTraining(group, observer, cancel);
    }

    Result<LrFinderResult> findLearningRate(const TrainingConfig &config, const LearningSet &data,
                                            const LrSweep &sweep,
                                            const std::function<void(const LrPoint &)> &onPoint,
                                            const CancelToken &cancel) override
    {
        return sweepLearningRate(config, data, sweep, onPoint, cancel);
    }

    Result<Evaluation> evaluate(const QString &weightsFile, const std::vector<Example> &examples,
                                const ProgressCallback &progress, const CancelToken &cancel,
                                const TestTimeAugmentation &augmentation) override
    {
        Result<Evaluation> evaluation
            = guarded([&] { return evaluateFile(weightsFile, examples, progress, cancel, augmentation); });
        releaseUnusedMemory();
        return evaluation;
    }

    Result<void> embed(const EmbeddingJob &job, const std::function<void(Embedding)> &onEmbedding,
                       const ProgressCallback &progress, const CancelToken &cancel) override
    {
        const Result<void> done
            = guarded([&] { return computeEmbeddings(job, onEmbedding, progress, cancel); });
        releaseUnusedMemory();
        return done;
    }

    Result<void> explain(const HeatmapJob &job, const std::function<void(Heatmap)> &onHeatmap,
                         const ProgressCallback &progress, const CancelToken &cancel) override
    {
        const Result<void> done = guarded([&] { return explainImages(job, onHeatmap, progress, cancel); });
        releaseUnusedMemory();
        return done;
    }

    Result<LinearHead> fitHead(const HeadExamples &examples) override
    {
        return guarded([&] { return fitLinearHead(examples); });
    }

    Result<ExportOutcome> exportModel(const ExportJob &job, const ProgressCallback &progress,
                                      const CancelToken &cancel) override
    {
        Result<ExportOutcome> outcome = guarded([&] { return exportModelFiles(job, progress, cancel); });
        releaseUnusedMemory();
        return outcome;
    }

    Result<void> adoptWeights(const TrainingConfig &config, const QStringList &classes,
                              const QString &target) override
    {
        return guarded([&] { return cairn::adoptWeights(config, classes, target); });
    }

    Result<std::unique_ptr<Predictor>> openPredictor(const QString &modelFile, Precision precision) override
    {
        return cairn::openPredictor(modelFile, precision);
    }
};

} // namespace

} // namespace cairn

cairn::Engine *cairn_create_engine()
{
    return new cairn::TorchEngine;
}
