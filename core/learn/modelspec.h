// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/arch.h"

#include <QJsonObject>

namespace cairn {

/// Which part of the ResNet feeds the head, and in which of its variants.
struct BodyConfig
{
    /// Children of torchvision's ResNet that are kept (conv1, bn1, relu, maxpool, layer1 … layer4, avgpool,
    /// fc), counted from the end as in fast.ai: −2 keeps all up to layer4, −3 up to layer3, −4 up to layer2,
    /// −5 up to layer1.
    int cut = -2;
    /// A bottleneck's stride in its first 1×1 convolution, as in the paper (arXiv:1512.03385), instead of the
    /// 3×3, as in torchvision.
    bool strideInFirst = false;

    int stages() const { return 6 + cut; } ///< of layer1 … layer4 that are kept, 1–4
    bool operator==(const BodyConfig &) const = default;
};

/// Channels that a body gives its head: 512 or 2048 after layer4, half of it for every stage that is cut off.
int bodyFeatures(Arch arch, const BodyConfig &body);

/// How the body's features become class scores.
struct HeadConfig
{
    enum class Kind {
        FastAi, ///< fast.ai 1: AdaptiveConcatPool2d (max first) → Flatten → [BatchNorm1d, Dropout, Linear(,
                ///< ReLU)] blocks
        FastAi2, ///< fast.ai 2: the same with LinBnDrop blocks: Linears have no bias, BatchNorms' biases
                 ///< start at 0.001
        Plain, ///< torchvision's: average pool → fc
        Custom, ///< the list `layers`
    };
    Kind kind = Kind::FastAi;
    QList<int> hiddenUnits = {512}; ///< fast.ai's lin_ftrs
    /// fast.ai's ps, 0–0.95: one value is the last block's, and earlier blocks have half of it; otherwise one
    /// a block.
    QList<double> dropout = {0.5};
    bool concatPool = true; ///< false: average pooling alone
    bool bnFinal = false; ///< a BatchNorm1d (momentum 0.01) after the last Linear
    /// Kind::Custom, in order, one layer each: "concatpool", "avgpool", "maxpool", "flatten", "batchnorm",
    /// "relu", "dropout P", "linear N"; a last "linear" without a number has one output a class. Input sizes
    /// follow from what precedes.
    QStringList layers;

    bool operator==(const HeadConfig &) const = default;
};

QString headKindName(HeadConfig::Kind kind); ///< "fastai", "fastai2", "plain", "custom"
Result<HeadConfig::Kind> headKindFromName(const QString &name);

/// How an image of any shape becomes the square that a network sees (values in fast.ai's Resize).
enum class ResizeMode {
    Crop, ///< the largest centered square
    Pad, ///< all of it, black bars at its shorter side
    Squish, ///< all of it, its aspect lost
};

QString resizeModeName(ResizeMode mode); ///< "crop", "pad", "squish"
Result<ResizeMode> resizeModeFromName(const QString &name);

/// All that is needed to build a network and feed it: stored beside every weight file that Cairn writes.
struct ModelSpec
{
    Arch arch = Arch::ResNet34;
    HeadConfig head;
    QStringList classes;
    int imageSize = 224; ///< side of the square the network was trained on, pixels
    BodyConfig body = {};
    ResizeMode resize = ResizeMode::Crop;
};

QJsonObject toJson(const BodyConfig &body);
QJsonObject toJson(const HeadConfig &head);
QJsonObject toJson(const ModelSpec &spec);
/// Bounded and checked: a spec comes from a file, and files lie. Errors: Corrupt.
Result<BodyConfig> bodyConfigFromJson(const QJsonObject &json);
Result<HeadConfig> headConfigFromJson(const QJsonObject &json);
Result<ModelSpec> modelSpecFromJson(const QJsonObject &json);

/// Reads as error messages for people. Errors InvalidInput.
Result<void> validate(const BodyConfig &body);
Result<void> validate(const HeadConfig &head);

} // namespace cairn
