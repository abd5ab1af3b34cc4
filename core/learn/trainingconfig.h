// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/modelspec.h"

#include <optional>

namespace cairn {

/// Learning rates of the layer groups, as fast.ai writes them.
struct LearningRate
{
    double low = 3e-3; ///< the first group's, if `spread`; 0: a tenth of `high` for every group but the last
    double high = 3e-3; ///< the last group's (the head's)
    bool spread = false; ///< true: slice(low, high), geometric over the groups; false: `high` for every group

    static LearningRate same(double rate) { return {rate, rate, false}; }
    static LearningRate slice(double low, double high) { return {low, high, true}; }
    static LearningRate slice(double high) { return {0, high, true}; }

    /// One rate a group, first group first.
    QList<double> forGroups(int groups) const;
    /// "0.003", "slice(0.002)" or "slice(1e-06,0.0001)"; parse() reads them all and gives exactly the same
    /// numbers back.
    QString toString() const;
    static Result<LearningRate> parse(const QString &text);

    bool operator==(const LearningRate &) const = default;
};

enum class Schedule {
    OneCycle, ///< warm up, then anneal, both as a cosine (Smith 2018, arXiv:1803.09820; fast.ai's
              ///< fit_one_cycle)
    FlatCosine, ///< the rate itself for flatShare of the steps, then a cosine to rate / finalDivisor
                ///< (fast.ai's fit_flat_cos)
    Constant, ///< the rate itself; like flat-cosine's, its momentum is the middle of low and high: 0.9,
              ///< Adam's usual
};

/// A stretch of training with one set of settings. It starts with a fresh optimizer, as fast.ai's fit does.
struct Stage
{
    QString name; ///< "frozen", "unfrozen": shown in tables and in the JSON output
    /// Layer groups before this one are frozen (fast.ai's freeze_to); negative counts from the end: 0 nothing
    /// is frozen, −1 only the head's weights learn (and, with trainBatchNorm, the frozen groups' BatchNorms).
    int freezeTo = 0;
    int epochs = 1;
    LearningRate rate;
    Schedule schedule = Schedule::OneCycle;
    double warmUpShare = 0.3; ///< one-cycle: share of the steps in which the rate rises (pct_start)
    double flatShare = 0.75; ///< flat-cosine: share of the steps before the rate falls
    double startDivisor = 25; ///< first rate = rate / startDivisor (div_factor)
    double finalDivisor = 25e4; ///< last rate → rate / finalDivisor
    double momentumHigh = 0.95; ///< Adam's beta1 at low rates …
    double momentumLow = 0.85; ///< … and at the peak
    std::optional<double> weightDecay = {}; ///< unset: the run's
    int imageSize = 0; ///< pixels; 0: the run's. Small first, large later is progressive resizing

    bool frozen() const { return freezeTo != 0; }
    bool operator==(const Stage &) const = default;
};

/// How a training image is varied: fast.ai's transforms, by default aug_transforms() with its defaults
/// (values in fast.ai's aug_transforms.json). All geometry of an image is one interpolation from its decoded
/// pixels (fast.ai's presizing makes two). Validation images are only resized, by ResizeMode.
struct Augmentation
{
    bool flip = true; ///< mirror left–right with probability ½
    double minCropScale
        = 1; ///< random-resized-crop: smallest share of the area, 0.01–1; 1 turns it off (then as validation)
    double maxRotate = 10; ///< degrees to either side, 0–180
    double maxZoom = 1.1; ///< factor, 1–4
    double maxWarp = 0.2; ///< perspective, 0–0.5
    double affineShare = 0.75; ///< probability of rotating, of zooming and of warping (p_affine)
    double maxLighting = 0.2; ///< brightness 0.5 ± half of it and contrast, 0–0.9
    double lightingShare = 0.75; ///< probability of either (p_lighting)

    /// Random-resized crops of at least 0.35 of the area, and mirroring. Things look larger in them than in
    /// validation images (Touvron et al. 2019, arXiv:1906.06423), which few epochs on pretrained weights do
    /// not get over.
    static Augmentation crops();
    /// Images as they are validated: nothing random.
    static Augmentation none();
    bool random() const { return *this != none(); }

    bool operator==(const Augmentation &) const = default;
};

/// What is done to a batch of images and their labels beyond augmentation.
struct Regularization
{
    double mixup = 0; ///< α of the Beta distribution (Zhang et al. 2017, arXiv:1710.09412), 0–10; 0: off;
                      ///< fast.ai's default 0.4
    double cutmix = 0; ///< α (Yun et al. 2019, arXiv:1905.04899), 0–10; 0: off. Of mixup and cutmix only one
    double labelSmoothing = 0; ///< ε of uniform label smoothing, 0–0.5

    bool operator==(const Regularization &) const = default;
};

/// What watches over a run's steps and epochs.
struct Safeguards
{
    double clipGradients = 0; ///< largest global 2-norm of the gradients of a step; 0: no limit
    int accumulate = 1; ///< batches whose gradients make one step
    int stopAfter = 0; ///< early stopping: epochs without a better validation loss, over all stages; 0: never
    int plateauAfter = 0; ///< reduce-on-plateau: epochs without a better validation loss; 0: never
    double plateauFactor = 0.1; ///< … by which the stage's rates are multiplied from then on
    double averageDecay
        = 0; ///< exponential moving average of the weights, used for validation and kept; 0: off; usual 0.999

    bool operator==(const Safeguards &) const = default;
};

enum class Precision {
    Auto, ///< the fastest that this processor has hardware for; the run records which
    Float32,
    BFloat16,
    Float16, ///< CUDA only, with loss scaling
};

/// Everything that decides a run's outcome, except the images. Value type; copied into a run before it
/// starts.
struct TrainingConfig
{
    Arch arch = Arch::ResNet34;
    BodyConfig body;
    QString weights = QStringLiteral("imagenet"); ///< "imagenet", "none", or the path of a weight file
    QString preset = QStringLiteral("lesson"); ///< where the stages came from; informative
    HeadConfig head;
    /// Where layer groups after the first begin in the body (fast.ai's split_on): names like "layer3" or
    /// "layer4.1", in the body's order. The head is always the last group. {"layer3"}: conv1 … layer2 |
    /// layer3, layer4 | head, as in fast.ai 1.
    QStringList splitOn = {QStringLiteral("layer3")};
    QList<Stage> stages;
    int imageSize = 224; ///< pixels, square
    ResizeMode resize = ResizeMode::Crop; ///< of validation, and of training images before what is random
    int batchSize = 32;
    double weightDecay = 0.01; ///< decoupled; never on norms and biases
    bool trainBatchNorm = true; ///< BatchNorms of frozen layers learn too, as in fast.ai (train_bn)
    Augmentation augmentation;
    Regularization regularization;
    Safeguards safeguards;
    bool weightedSampling
        = false; ///< training images are drawn with replacement so that every class is seen equally often
    /// A stage that trains the head alone, without BatchNorms of the body, runs the body once over this many
    /// augmented views of every image and trains on the kept features; 1: one view that is not augmented;
    /// 0: the body runs in every epoch, as it does with mixup, cutmix and several processes.
    int cachedViews = 0;
    QString device = QStringLiteral("auto"); ///< "auto", "cpu", "cuda" or "cuda:N"
    Precision precision = Precision::Auto;
    int threads = 0; ///< compute threads; 0: all available cores
    quint64 seed = 42; ///< of initial weights, order of images, augmentation and dropout

    int groups() const { return int(splitOn.size()) + 2; } ///< layer groups, the head's included
    /// Layer groups that `stage` freezes, 0 … groups() − 1: its freezeTo without the negative numbers.
    int frozenGroups(const Stage &stage) const;
    int imageSizeOf(const Stage &stage) const { return stage.imageSize > 0 ? stage.imageSize : imageSize; }
    int totalEpochs() const;
    bool operator==(const TrainingConfig &) const = default;
};

/// Reads as error messages for people: each says what to do. Does not look at images or files.
Result<void> validate(const TrainingConfig &config);

QString precisionName(Precision precision);
Result<Precision> precisionFromName(const QString &name);

QJsonObject toJson(const TrainingConfig &config);
Result<TrainingConfig> trainingConfigFromJson(const QJsonObject &json);

// --- Presets: ready-made lists of stages ---

/// "lesson", "fine-tune", "from-scratch", "quick".
QStringList presetNames();
/// One sentence on what the preset is for.
QString presetDescription(const QString &name);
/// Sets preset, stages, and those of weights, imageSize, trainBatchNorm and cachedViews that the preset is
/// about. `epochs` (0: the preset's own) is the length of its main stage: lesson's frozen one, fine-tune's
/// unfrozen one. `rate` (if set) is the main stage's; for fine-tune its highest rate is fast.ai's base_lr,
/// from which both stages follow.
Result<TrainingConfig> withPreset(TrainingConfig config, const QString &name, int epochs = 0,
                                  std::optional<LearningRate> rate = {});

} // namespace cairn
