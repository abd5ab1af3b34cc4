#include "core/engine/torchengine.h"

#include "core/engine/export/scriptexport.h"
#include "core/engine/inference/describer.h"
#include "core/engine/inference/evaluator.h"
#include "core/engine/inference/gradcam.h"
#include "core/engine/inference/predictor.h"
#include "core/engine/inference/testtime.h"
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
        const ViewProbabilities views
            = classifyViews(*network, examples, plainOptions(*network), augmentation, progress, cancel);
        if (cancel.cancelled())
            return Error{ErrorCode::Cancelled, QStringLiteral("The evaluation was cancelled.")};
        return evaluationOf(examples, views.mean, views.readable);
    }
    BatchLoader loader(examples, plainOptions(*network));
    return evaluateNetwork(*network, loader, progress, cancel);
}

// All readable samples as one batch, N×3×S×S; N may be 0.
torch::Tensor sampleImages(const Network &network, const std::vector<Example> &samples,
                           const CancelToken &cancel)
{
    std::vector<torch::Tensor> images;
    BatchLoader loader(samples, plainOptions(network));
    loader.start(0, cancel);
    while (const std::optional<Batch> batch = loader.next())
        images.push_back(batch->images);
    const int size = network->spec.imageSize;
    return images.empty() ? torch::empty({0, 3, size, size}) : torch::cat(images);
}

Result<ExportCheck> exportFile(const QString &weightsFile, const QString &target,
                               const std::vector<Example> &samples, const CancelToken &cancel)
{
    configureTorch(0);
    Result<Network> network = loadModel(weightsFile);
    if (!network)
        return network.error();
    const torch::Tensor images = sampleImages(*network, samples, cancel);
    if (cancel.cancelled())
        return Error{ErrorCode::Cancelled, QStringLiteral("The export was cancelled.")};
    return exportTorchScript(target, *network, images);
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

    Result<TrainingOutcome> join(const World &world, TrainingObserver &observer,
                                 const CancelToken &cancel) override
    {
        return joinTraining(world, observer, cancel);
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

    Result<void> describe(const DescriptionJob &job, const std::function<void(Description)> &onDescription,
                          const ProgressCallback &progress, const CancelToken &cancel) override
    {
        const Result<void> done
            = guarded([&] { return describePictures(job, onDescription, progress, cancel); });
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

    Result<ExportCheck> exportTorchScript(const QString &weightsFile, const QString &target,
                                          const std::vector<Example> &samples,
                                          const CancelToken &cancel) override
    {
        Result<ExportCheck> check = guarded([&] { return exportFile(weightsFile, target, samples, cancel); });
        releaseUnusedMemory();
        return check;
    }

    Result<std::unique_ptr<Predictor>> openPredictor(const QString &modelFile) override
    {
        return cairn::openPredictor(modelFile);
    }
};

} // namespace

} // namespace cairn

cairn::Engine *cairn_create_engine()
{
    return new cairn::TorchEngine;
}
