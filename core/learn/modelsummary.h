// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/modelspec.h"

#include <vector>

namespace cairn {

/// What a summary is of.
struct NetworkShape
{
    Arch arch = Arch::ResNet34;
    BodyConfig body = {};
    HeadConfig head = {};
    int classes = 1000;
    int imageSize = 224; ///< pixels, square
    QStringList splitOn = {QStringLiteral("layer3")}; ///< as in TrainingConfig
};

/// One row of a network's summary. Counts are exact and need no torch; a test holds them against the real
/// network.
struct StageSummary
{
    QString name; ///< torchvision's: conv1, layer1 … layer4, head
    QString output; ///< "64 × 56 × 56" (channels × height × width) or "3"
    int weightedLayers = 0; ///< convolutions and fully connected layers on the main path (shortcut
                            ///< projections do not count, as in the paper)
    qint64 parameters = 0; ///< trainable numbers, BatchNorm's included
    qint64 macs = 0; ///< multiply-adds of convolutions and fully connected layers, for one image
    qint64 units = 0; ///< feature-map neurons: C×H×W summed over the weighted layers
    qint64 activationBytes
        = 0; ///< float32 outputs of convolutions, norms and activations kept for backward, one image
};

/// A layer group, as frozen stages and spread learning rates see it.
struct GroupSummary
{
    QString title; ///< "conv1 … layer2.3"
    qint64 parameters = 0;
    qint64 normParameters
        = 0; ///< of BatchNorms: those that learn in a frozen group of the body with train_bn
};

struct ModelSummary
{
    QString title; ///< "ResNet-34, 1000 classes, 224 px, torchvision head"
    std::vector<StageSummary> stages;
    int weightedLayers = 0; ///< of the classic count: 34 for ResNet-34 with the plain head
    qint64 parameters = 0;
    qint64 macs = 0;
    qint64 units = 0;
    qint64 activationBytes = 0;
    std::vector<GroupSummary> groups; ///< by splitOn, the head's last
};

/// Requires: classes ≥ 1, imageSize ≥ 32, and a body, a head and a splitOn that validate() accepts.
ModelSummary summarize(const NetworkShape &shape);

} // namespace cairn
