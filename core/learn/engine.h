// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/pausegate.h"
#include "core/base/progress.h"
#include "core/learn/evaluation/metrics.h"
#include "core/learn/exportjob.h"
#include "core/learn/learningset.h"
#include "core/learn/linearhead.h"
#include "core/learn/lrfinder.h"
#include "core/learn/processgroup.h"
#include "core/learn/trainingobserver.h"

#include <functional>
#include <memory>
#include <optional>

namespace cairn {

struct TrainingJob
{
    TrainingConfig config;
    LearningSet data;
    /// Exists; the engine writes best.safetensors into it, and checkpoint.safetensors at epochs' ends and
    /// between, both atomically.
    QString runDirectory;
    bool resume = false; ///< goes on from the checkpoint, to the same bits as if the run had never ended
    /// Between checkpoints within an epoch at least; longer where writing one takes more than 2 % of it. 0:
    /// after every step.
    double checkpointSeconds = 30;
    std::optional<ProcessGroup> group
        = {}; ///< set in the first of several processes that train together; the others join()
};

struct TrainingOutcome
{
    enum class End {
        Completed,
        Cancelled, ///< the user stopped it; the best weights so far are kept
    };
    End end = End::Completed;
    int epochs = 0; ///< finished
    int bestEpoch = -1; ///< 0-based; −1 when none finished
    double bestErrorRate = 1; ///< 0–1
    double errorRate = 1; ///< of the last finished epoch
    double validLoss = 0; ///< of the last finished epoch
    double seconds = 0;
};

/// Several views of an image classified, and their probabilities averaged (fast.ai's Learner.tta(): (1 −
/// plainShare) × the mean of `views` augmented views + plainShare × the image as it is validated; its
/// defaults are n = 4 and beta = 0.25).
struct TestTimeAugmentation
{
    int views = 0; ///< 0: the image as it is validated, alone
    Augmentation augmentation = {};
    double plainShare = 0.25;
};

/// What classifying one file gave: probabilities, or a reason why not.
struct FilePrediction
{
    QString file;
    std::vector<float> probabilities; ///< one a class, sums to 1; empty on error
    int predicted = -1;
    QString error; ///< one sentence; empty when it went well
};

/// Loaded model, ready to classify images. Not thread-safe: use it from the thread that made it.
class Predictor
{
public:
    virtual ~Predictor() = default;
    virtual const ModelSpec &spec() const = 0;
    /// Streams: `onResult` is called once a file, in order. Memory does not grow with the number of files.
    /// Errors: Cancelled, OutOfMemory.
    virtual Result<void> predict(const QStringList &files,
                                 const std::function<void(const FilePrediction &)> &onResult,
                                 const CancelToken &cancel, const TestTimeAugmentation &augmentation = {})
        = 0;
};

/// Which images to embed, and by which network.
struct EmbeddingJob
{
    QString weightsFile; ///< best.safetensors of a run; with `imagenet` set, torchvision's weights of that
                         ///< network
    std::optional<Arch> imagenet; ///< the body alone: no probabilities
    std::vector<Example> examples;
};

/// How a network sees one image.
struct Embedding
{
    qint64 imageId = 0;
    std::vector<float> probabilities; ///< one a class, sums to 1; empty for a body alone
    std::vector<float> features; ///< archFeatures() values ≥ 0: the body's output, averaged over the image
};

/// Which images to explain: what in them speaks for a class, by Grad-CAM.
struct HeatmapJob
{
    QString weightsFile; ///< best.safetensors of a run
    /// `label` is the class to explain; −1: the one that is predicted.
    std::vector<Example> examples;
    int layer = 0; ///< at the end of "layer<n>", 1 … the network's stages; 0: the last one
};

/// Where an image speaks for a class (Grad-CAM; Selvaraju et al. 2017, arXiv:1610.02391): ReLU(Σ_c a_c A_c),
/// A the activations at the end of a layer, a_c the mean over the map of ∂(logit of the class) / ∂A_c. Covers
/// the square that the network sees, fitSquare() of the image.
struct Heatmap
{
    qint64 imageId = 0;
    int ofClass = -1; ///< class index
    int layer = 0; ///< 1-based, as in HeatmapJob
    int width = 0;
    int height = 0;
    std::vector<float> values; ///< row by row, ≥ 0, not normalized
    ResizeMode resize = ResizeMode::Crop; ///< how the square was made of the image
    std::vector<float> probabilities; ///< one a class, sums to 1
};

/// The learning engine, without a word of torch. One object for the process, used from ONE long-lived thread
/// (the one that made it): torch keeps a thread pool for every thread that calls it. Functions block until
/// done, poll `cancel` at least once a batch, and never throw. Cancellation of train() is an outcome; of the
/// others it is the error Cancelled.
class Engine
{
public:
    virtual ~Engine() = default;

    /// "LibTorch 1.13.1, OpenBLAS, 2 threads, bfloat16": for the About box and logs.
    virtual QString description() const = 0;

    /// What Precision::Auto means on this machine.
    virtual Precision resolvePrecision(Precision precision) const = 0;

    /// Errors: InvalidInput, NotFound/Offline (weights), Corrupt (weights, checkpoint), OutOfMemory (message
    /// names a batch size to try), WriteFailed, Unsupported (device), Offline (another process is gone).
    /// After an error other than of what was asked for, a checkpoint may be there to resume from.
    virtual Result<TrainingOutcome> train(const TrainingJob &job, TrainingObserver &observer,
                                          const PauseGate &pause, const CancelToken &cancel)
        = 0;

    /// Trains as one of several processes but the first, which tells what to do; records nothing. Images
    /// must lie under the same paths.
    virtual Result<TrainingOutcome> join(const ProcessGroup &group, TrainingObserver &observer,
                                         const CancelToken &cancel)
        = 0;

    /// Sweeps on a copy of all state; the stage is the config's first. `onPoint` is called for every step.
    virtual Result<LrFinderResult>
    findLearningRate(const TrainingConfig &config, const LearningSet &data, const LrSweep &sweep,
                     const std::function<void(const LrPoint &)> &onPoint, const CancelToken &cancel)
        = 0;

    /// Classifies labeled examples with the weights in `weightsFile` (best.safetensors of a run).
    virtual Result<Evaluation> evaluate(const QString &weightsFile, const std::vector<Example> &examples,
                                        const ProgressCallback &progress, const CancelToken &cancel,
                                        const TestTimeAugmentation &augmentation = {})
        = 0;

    /// Probabilities and features of any images, labeled or not. Streams: `onEmbedding` is called in the
    /// order of the examples; unreadable images are left out. Errors: those of evaluate().
    virtual Result<void> embed(const EmbeddingJob &job, const std::function<void(Embedding)> &onEmbedding,
                               const ProgressCallback &progress, const CancelToken &cancel)
        = 0;

    /// Grad-CAM in float32. Streams: `onHeatmap` is called in the order of the examples; unreadable images
    /// are left out. Errors: those of evaluate(); InvalidInput (the network has no such layer).
    virtual Result<void> explain(const HeatmapJob &job, const std::function<void(Heatmap)> &onHeatmap,
                                 const ProgressCallback &progress, const CancelToken &cancel)
        = 0;

    /// Fits a linear head on features, in closed form: milliseconds for hundreds of rows, a second for
    /// 10,000. Errors: InvalidInput (no rows), OutOfMemory.
    virtual Result<LinearHead> fitHead(const HeadExamples &examples) = 0;

    /// Writes every file of the job, reads it back with another reader and compares it with the trained
    /// network on the job's samples. Each file appears whole and checked, or not at all. Errors: NotFound,
    /// WriteFailed, Cancelled, OutOfMemory, Corrupt (a comparison failed).
    virtual Result<ExportOutcome> exportModel(const ExportJob &job, const ProgressCallback &progress,
                                              const CancelToken &cancel)
        = 0;

    /// Makes a run's best.safetensors of weights from elsewhere (`config.weights`: a file of fast.ai's,
    /// torchvision's, …) for the network that the configuration embeds. Body and head must fit whole.
    /// Errors: those of reading weights; InvalidInput (the sentence says what does not fit), WriteFailed.
    virtual Result<void> adoptWeights(const TrainingConfig &config, const QStringList &classes,
                                      const QString &target)
        = 0;

    /// Opens any model that Cairn wrote: best.safetensors, exported weights, TorchScript, ONNX, a bundle
    /// (folder or zip). Cairn's own readers read it; nothing in it is executed.
    virtual Result<std::unique_ptr<Predictor>> openPredictor(const QString &modelFile,
                                                             Precision precision = Precision::Auto)
        = 0;
};

/// The engine's entry point, exported with C linkage as "cairn_create_engine" by the library cairn_engine.
using CreateEngineFunction = Engine *(*)();

} // namespace cairn
