// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cores.h"
#include "core/learn/settings/networksettings.h"
#include "core/learn/settings/setting.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

using Config = TrainingConfig;
using Group = SettingGroup;

class TrainingSettings
{
    Q_DECLARE_TR_FUNCTIONS(TrainingSettings)

    using Settings = QList<Setting<Config>>;

    static Settings internal();
    static Settings basics();
    static Settings data();
    static Settings augmentation();
    static Settings regularization();
    static Settings safeguards();
    static Settings compute();

public:
    static Settings all();
};

QList<Setting<Config>> TrainingSettings::internal()
{
    return {
        {.key = u"weights"_s,
         .title = tr("Start from"),
         .hint = tr("Pretrained ImageNet weights need far fewer images than random weights"),
         .field = TextField<Config>{[](Config &c) -> QString & { return c.weights; }, 4096}},
        {.key = u"preset"_s,
         .title = tr("Preset"),
         .hint = tr("Predefined lists of stages"),
         .field = TextField<Config>{[](Config &c) -> QString & { return c.preset; }, 100}},
    };
}

QList<Setting<Config>> TrainingSettings::basics()
{
    QList<ChoiceField<Config>::Choice> archs;
    for (const Arch arch : allArchs())
        archs << ChoiceField<Config>::Choice{int(arch), archName(arch), archTitle(arch)};
    return {
        {.key = u"arch"_s,
         .option = u"arch"_s,
         .value = u"NAME"_s,
         .group = Group::Basics,
         .title = tr("Network"),
         .hint = tr("Deeper networks can be more accurate but need more time and memory"),
         .field = ChoiceField<Config>{[](const Config &c) { return int(c.arch); },
                                      [](Config &c, int value) { c.arch = Arch(value); }, archs},
         .common = true},
        {.key = u"image_size"_s,
         .option = u"size"_s,
         .value = u"PIXELS"_s,
         .group = Group::Basics,
         .title = tr("Image size"),
         .hint = tr("Side of the square input, in pixels; smaller is faster"),
         .field = WholeField<Config>{[](Config &c) -> int & { return c.imageSize; }, 32, 1024, 32, tr(" px")},
         .usual = u"224"_s,
         .common = true},
        {.key = u"batch_size"_s,
         .option = u"batch"_s,
         .value = u"N"_s,
         .group = Group::Basics,
         .title = tr("Batch size"),
         .hint = tr("Images per step; smaller batches need less memory"),
         .field = WholeField<Config>{[](Config &c) -> int & { return c.batchSize; }, 2, 4096, 8},
         .usual = u"32"_s,
         .common = true},
    };
}

QList<Setting<Config>> TrainingSettings::data()
{
    return {
        {.key = u"resize"_s,
         .option = u"resize"_s,
         .value = u"HOW"_s,
         .group = Group::Data,
         .title = tr("Resize"),
         .hint = tr("How an image becomes a square before augmentation"),
         .field = ChoiceField<Config>{
             [](const Config &c) { return int(c.resize); },
             [](Config &c, int value) { c.resize = ResizeMode(value); },
             {{int(ResizeMode::Crop), resizeModeName(ResizeMode::Crop), tr("center crop")},
              {int(ResizeMode::Pad), resizeModeName(ResizeMode::Pad), tr("pad with black")},
              {int(ResizeMode::Squish), resizeModeName(ResizeMode::Squish), tr("squish")}}}},
        {.key = u"weighted_sampling"_s,
         .option = u"weighted-sampling"_s,
         .group = Group::Data,
         .title = tr("Sampling"),
         .hint = tr("Draw images so that every class appears equally often"),
         .field = SwitchField<Config>{[](Config &c) -> bool & { return c.weightedSampling; },
                                      tr("weighted by class")}},
        {.key = u"cached_views"_s,
         .option = u"cached-views"_s,
         .value = u"N"_s,
         .group = Group::Data,
         .title = tr("Cached views"),
         .hint = tr("If a stage trains only the head and frozen BatchNorm statistics stay fixed, features "
                    "are computed once for this many views of each image"),
         .field = WholeField<Config>{.part = [](Config &c) -> int & { return c.cachedViews; },
                                     .low = 0,
                                     .high = 100,
                                     .atLowest = tr("off")},
         .name = tr("number of cached views")},
    };
}

QList<Setting<Config>> TrainingSettings::augmentation()
{
    return {
        {.key = u"augmentation.flip"_s,
         .option = u"no-flip"_s,
         .group = Group::Data,
         .title = tr("Mirror"),
         .hint = tr("Mirror half of the images"),
         .field
         = SwitchField<Config>{[](Config &c) -> bool & { return c.augmentation.flip; }, tr("left–right")}},
        {.key = u"augmentation.min_crop_scale"_s,
         .option = u"crop-scale"_s,
         .value = u"S"_s,
         .group = Group::Data,
         .title = tr("Smallest crop"),
         .hint = tr("Random crops cover at least this share of the image's area; 1: no crops"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.augmentation.minCropScale; }, 0.01,
                                    1, 0.05, 2}},
        {.key = u"augmentation.max_rotate"_s,
         .option = u"rotate"_s,
         .value = u"DEGREES"_s,
         .group = Group::Data,
         .title = tr("Rotate"),
         .hint = tr("Maximum angle in either direction"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.augmentation.maxRotate; }, 0, 180, 5,
                                    0, tr("°"), tr("off")},
         .usual = u"10"_s,
         .name = tr("rotation")},
        {.key = u"augmentation.max_zoom"_s,
         .option = u"zoom"_s,
         .value = u"FACTOR"_s,
         .group = Group::Data,
         .title = tr("Zoom"),
         .hint = tr("Maximum factor; 1: none"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.augmentation.maxZoom; }, 1, 4, 0.05,
                                    2, tr(" ×"), tr("off")},
         .usual = u"1.1"_s},
        {.key = u"augmentation.max_warp"_s,
         .option = u"warp"_s,
         .value = u"W"_s,
         .group = Group::Data,
         .title = tr("Warp"),
         .hint = tr("Maximum perspective warp"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.augmentation.maxWarp; },
                                    0,
                                    0.5,
                                    0.05,
                                    2,
                                    {},
                                    tr("off")},
         .usual = u"0.2"_s},
        {.key = u"augmentation.affine_share"_s,
         .option = u"p-affine"_s,
         .value = u"P"_s,
         .group = Group::Data,
         .title = tr("Probability"),
         .hint = tr("Probability of rotating, of zooming and of warping (p_affine)"),
         .field
         = RealField<Config>{[](Config &c) -> double & { return c.augmentation.affineShare; }, 0, 1, 0.05, 2},
         .name = tr("probability of rotation, zoom and warp")},
        {.key = u"augmentation.max_lighting"_s,
         .option = u"lighting"_s,
         .value = u"L"_s,
         .group = Group::Data,
         .title = tr("Lighting"),
         .hint = tr("Change of brightness and contrast"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.augmentation.maxLighting; },
                                    0,
                                    0.9,
                                    0.05,
                                    2,
                                    {},
                                    tr("off")},
         .usual = u"0.2"_s},
        {.key = u"augmentation.lighting_share"_s,
         .option = u"p-lighting"_s,
         .value = u"P"_s,
         .group = Group::Data,
         .title = tr("Probability"),
         .hint = tr("Probability of changing the lighting (p_lighting)"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.augmentation.lightingShare; }, 0, 1,
                                    0.05, 2},
         .name = tr("probability of lighting changes")},
    };
}

QList<Setting<Config>> TrainingSettings::regularization()
{
    return {
        {.key = u"weight_decay"_s,
         .option = u"weight-decay"_s,
         .value = u"W"_s,
         .group = Group::Regularization,
         .title = tr("Weight decay"),
         .hint = tr("Decoupled, as in AdamW; not applied to norms and biases"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.weightDecay; }, 0, 10, 0.01, 4},
         .usual = u"0.01"_s},
        {.key = u"regularisation.mixup"_s,
         .option = u"mixup"_s,
         .value = u"ALPHA"_s,
         .group = Group::Regularization,
         .title = tr("Mixup"),
         .hint = tr("Mixes two images and their labels: α of the Beta distribution"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.regularization.mixup; },
                                    0,
                                    10,
                                    0.1,
                                    2,
                                    {},
                                    tr("off")},
         .usual = u"0.4"_s,
         .name = tr("strength of mixup")},
        {.key = u"regularisation.cutmix"_s,
         .option = u"cutmix"_s,
         .value = u"ALPHA"_s,
         .group = Group::Regularization,
         .title = tr("Cutmix"),
         .hint = tr("Pastes a patch of another image: α of the Beta distribution; not together with mixup"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.regularization.cutmix; },
                                    0,
                                    10,
                                    0.1,
                                    2,
                                    {},
                                    tr("off")},
         .usual = u"1"_s,
         .name = tr("strength of cutmix")},
        {.key = u"regularisation.label_smoothing"_s,
         .option = u"label-smoothing"_s,
         .value = u"EPS"_s,
         .group = Group::Regularization,
         .title = tr("Smooth labels"),
         .hint = tr("Share of the target probability taken from the correct class"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.regularization.labelSmoothing; },
                                    0,
                                    0.5,
                                    0.05,
                                    2,
                                    {},
                                    tr("off")},
         .usual = u"0.1"_s,
         .name = tr("label smoothing")},
    };
}

QList<Setting<Config>> TrainingSettings::safeguards()
{
    return {
        {.key = u"safeguards.clip_gradients"_s,
         .option = u"clip-gradients"_s,
         .value = u"NORM"_s,
         .group = Group::Safeguards,
         .title = tr("Clip gradients"),
         .hint = tr("Maximum 2-norm of the gradients in a step"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.safeguards.clipGradients; },
                                    0,
                                    1e6,
                                    0.5,
                                    2,
                                    {},
                                    tr("off")},
         .usual = u"1"_s,
         .name = tr("maximum gradient norm")},
        {.key = u"safeguards.accumulate"_s,
         .option = u"accumulate"_s,
         .value = u"N"_s,
         .group = Group::Safeguards,
         .title = tr("Accumulate"),
         .hint = tr("Batches whose gradients are combined in one step: a larger effective batch with less "
                    "memory"),
         .field = WholeField<Config>{[](Config &c) -> int & { return c.safeguards.accumulate; }, 1, 1024, 1,
                                     tr(" batches"), tr("off")},
         .name = tr("number of accumulated batches")},
        {.key = u"safeguards.stop_after"_s,
         .option = u"early-stopping"_s,
         .value = u"N"_s,
         .group = Group::Safeguards,
         .title = tr("Early stopping"),
         .hint = tr("Stops after this many epochs without a better validation loss"),
         .field = WholeField<Config>{[](Config &c) -> int & { return c.safeguards.stopAfter; }, 0, mostEpochs,
                                     1, tr(" epochs"), tr("never")},
         .name = tr("patience of early stopping")},
        {.key = u"safeguards.plateau_after"_s,
         .option = u"plateau"_s,
         .value = u"N"_s,
         .group = Group::Safeguards,
         .title = tr("Reduce on plateau"),
         .hint = tr("Reduces the rate after this many epochs without a better validation loss"),
         .field = WholeField<Config>{[](Config &c) -> int & { return c.safeguards.plateauAfter; }, 0,
                                     mostEpochs, 1, tr(" epochs"), tr("never")},
         .name = tr("patience of reduce on plateau")},
        {.key = u"safeguards.plateau_factor"_s,
         .option = u"plateau-factor"_s,
         .value = u"F"_s,
         .group = Group::Safeguards,
         .title = tr("Factor"),
         .hint = tr("Factor applied to the learning rate on a plateau"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.safeguards.plateauFactor; }, 1e-6, 1,
                                    0.1, 6},
         .usual = u"0.1"_s,
         .name = tr("factor of reduce on plateau")},
        {.key = u"safeguards.average_decay"_s,
         .option = u"ema"_s,
         .value = u"DECAY"_s,
         .group = Group::Safeguards,
         .title = tr("Averaging"),
         .hint = tr("Validates and keeps a moving average of the weights (EMA) with this decay"),
         .field = RealField<Config>{[](Config &c) -> double & { return c.safeguards.averageDecay; },
                                    0,
                                    0.999999,
                                    0.001,
                                    6,
                                    {},
                                    tr("off")},
         .usual = u"0.999"_s,
         .name = tr("decay of the averaged weights")},
    };
}

QList<Setting<Config>> TrainingSettings::compute()
{
    return {
        {.key = u"device"_s,
         .option = u"device"_s,
         .value = u"NAME"_s,
         .group = Group::Compute,
         .title = tr("Device"),
         .hint = tr("auto, cpu, cuda, or cuda:0 for the first GPU"),
         .field = TextField<Config>{[](Config &c) -> QString & { return c.device; }, 20}},
        {.key = u"precision"_s,
         .option = u"precision"_s,
         .value = u"NAME"_s,
         .group = Group::Compute,
         .title = tr("Precision"),
         .hint = tr("bfloat16 is faster on processors that support it; automatic chooses"),
         .field = ChoiceField<Config>{
             [](const Config &c) { return int(c.precision); },
             [](Config &c, int value) { c.precision = Precision(value); },
             {{int(Precision::Auto), precisionName(Precision::Auto), tr("automatic")},
              {int(Precision::Float32), precisionName(Precision::Float32), u"float32"_s},
              {int(Precision::BFloat16), precisionName(Precision::BFloat16), u"bfloat16"_s},
              {int(Precision::Float16), precisionName(Precision::Float16), tr("float16 (CUDA)")}}},
         .common = true},
        {.key = u"threads"_s,
         .option = u"threads"_s,
         .value = u"N"_s,
         .group = Group::Compute,
         .title = tr("Threads"),
         .hint = tr("Number of CPU cores to use; 0: all"),
         .field = WholeField<Config>{.part = [](Config &c) -> int & { return c.threads; },
                                     .low = 0,
                                     .high = 1024,
                                     .atLowest = tr("all (%1)").arg(availableCores())},
         .name = tr("number of threads")},
        {.key = u"seed"_s,
         .option = u"seed"_s,
         .value = u"N"_s,
         .group = Group::Compute,
         .title = tr("Seed"),
         .hint = tr("For weights, order and augmentation; the same seed repeats a run"),
         .field = SeedField<Config>{[](Config &c) -> quint64 & { return c.seed; }},
         .common = true},
    };
}

QList<Setting<Config>> TrainingSettings::all()
{
    return internal() + basics() + networkShapeSettings() + data() + augmentation() + regularization()
        + safeguards() + compute();
}

} // namespace

const QList<Setting<TrainingConfig>> &trainingSettings()
{
    static const QList<Setting<TrainingConfig>> settings = TrainingSettings::all();
    return settings;
}

} // namespace cairn
