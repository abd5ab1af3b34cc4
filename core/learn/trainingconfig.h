#pragma once

#include "core/learn/modelspec.h"

#include <optional>

namespace cairn {

/// Learning rates of the layer groups, as fast.ai writes them.
struct LearningRate
{
    double low = 3e-3;  ///< the first group's, if `spread`; 0: a tenth of `high` for every group but the last
    double high = 3e-3; ///< the last group's (the head's)
    bool spread = false; ///< true: slice(low, high), geometric over the groups; false: `high` for every group

    static LearningRate same(double rate) { return {rate, rate, false}; }
    static LearningRate slice(double low, double high) { return {low, high, true}; }
    static LearningRate slice(double high) { return {0, high, true}; }

    /// One rate a group, first group first.
    QList<double> forGroups(int groups) const;
    /// "0.003", "slice(0.002)" or "slice(1e-06,0.0001)"; parse() reads them all and gives exactly the same numbers back.
    QString toString() const;
    static Result<LearningRate> parse(const QString &text);

    bool operator==(const LearningRate &) const = default;
};

enum class Schedule {
    OneCycle, ///< warm up, then anneal, both as a cosine (Smith 2018, arXiv:1803.09820; fast.ai's fit_one_cycle)
    Constant, ///< the rate itself; momentum in the middle of low and high: 0.9, Adam's usual
};

/// A stretch of training with one set of settings.
struct Stage
{
    QString name;          ///< "frozen", "unfrozen": shown in tables and in the JSON output
    bool frozen = false;   ///< true: only the head's weights (and, with trainBatchNorm, the body's BatchNorms) learn
    int epochs = 1;
    LearningRate rate;
    Schedule schedule = Schedule::OneCycle;
    double warmUpShare = 0.3;    ///< share of the steps in which the rate rises (pct_start)
    double startDivisor = 25;    ///< first rate = rate / startDivisor (div_factor)
    double finalDivisor = 25e4;  ///< last rate → rate / finalDivisor
    double momentumHigh = 0.95;  ///< Adam's beta1 at low rates …
    double momentumLow = 0.85;   ///< … and at the peak

    bool operator==(const Stage &) const = default;
};

/// How a training picture is varied. Validation pictures are resized (shorter side) and centre-cropped only.
struct Augmentation
{
    bool flip = true;            ///< mirror left–right with probability ½
    double minCropScale = 0.35;  ///< random-resized-crop: smallest share of the area; 1 turns it off (then as validation)

    bool operator==(const Augmentation &) const = default;
};

enum class Precision {
    Auto,     ///< the fastest that this processor has hardware for; the run records which
    Float32,
    BFloat16,
};

/// Everything that decides a run's outcome, except the pictures. Value type; copied into a run before it starts.
struct TrainingConfig
{
    Arch arch = Arch::ResNet34;
    QString weights = QStringLiteral("imagenet"); ///< "imagenet", "none", or the path of a weight file
    QString preset = QStringLiteral("lesson");    ///< where the stages came from; informative
    HeadConfig head;
    QList<Stage> stages;
    int imageSize = 224;       ///< pixels, square
    int batchSize = 32;
    double weightDecay = 0.01; ///< decoupled; never on norms and biases
    bool trainBatchNorm = true; ///< BatchNorms of frozen layers learn too, as in fast.ai (train_bn)
    Augmentation augmentation;
    Precision precision = Precision::Auto;
    int threads = 0;           ///< compute threads; 0: all available cores
    quint64 seed = 42;         ///< of initial weights, order of pictures, augmentation and dropout

    int totalEpochs() const;
    bool operator==(const TrainingConfig &) const = default;
};

/// Reads as error messages for people: each says what to do. Does not look at pictures or files.
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
/// Sets preset, stages, and those of weights, imageSize and augmentation that the preset is about. `epochs` (0: the preset's own) is
/// the length of its main stage: lesson's frozen one, fine-tune's unfrozen one. `rate` (if set) is the main stage's; for fine-tune its
/// highest rate is fast.ai's base_lr, from which both stages follow.
Result<TrainingConfig> withPreset(TrainingConfig config, const QString &name, int epochs = 0,
                                  std::optional<LearningRate> rate = {});

} // namespace cairn
