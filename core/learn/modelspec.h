#pragma once

#include "core/learn/arch.h"

#include <QJsonObject>

namespace cairn {

/// How the body's features become class scores.
struct HeadConfig
{
    enum class Kind {
        FastAi, ///< AdaptiveConcatPool2d (max first) → Flatten → [BatchNorm1d, Dropout, Linear(, ReLU)] blocks
        Plain,  ///< torchvision's: average pool → fc
    };
    Kind kind = Kind::FastAi;
    QList<int> hiddenUnits = {512}; ///< fast.ai's lin_ftrs
    double dropout = 0.5;           ///< fast.ai's ps: the last block's; earlier blocks have half of it
    bool bnFinal = false;           ///< a BatchNorm1d (momentum 0.01) after the last Linear

    bool operator==(const HeadConfig &) const = default;
};

/// All that is needed to build a network and feed it: stored beside every weight file that Cairn writes.
struct ModelSpec
{
    Arch arch = Arch::ResNet34;
    HeadConfig head;
    QStringList classes;
    int imageSize = 224; ///< side of the square the network was trained on, pixels
};

QJsonObject toJson(const HeadConfig &head);
QJsonObject toJson(const ModelSpec &spec);
/// Bounded and checked: a spec comes from a file, and files lie. Errors: Corrupt.
Result<HeadConfig> headConfigFromJson(const QJsonObject &json);
Result<ModelSpec> modelSpecFromJson(const QJsonObject &json);

} // namespace cairn
