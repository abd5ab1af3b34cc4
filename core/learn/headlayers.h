// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/modelspec.h"

#include <vector>

namespace cairn {

/// One layer of a head. What is counted, built, exported and drawn of a head follows from a list of these.
struct HeadLayer
{
    enum class Kind {
        ConcatPool, ///< N×C×H×W → N×2C×1×1: maxima, then averages
        AveragePool, ///< → N×C×1×1
        MaxPool,
        Flatten, ///< N×C×1×1 → N×C, as all that follow
        BatchNorm,
        Dropout,
        Linear,
        ReLU, ///< in place
    };
    Kind kind = Kind::Linear;
    int inputs = 0; ///< channels
    int outputs = 0;
    bool bias = true; ///< of a Linear
    double dropout = 0; ///< share of the inputs left out
    bool final = false; ///< the BatchNorm after the last Linear

    qint64 parameters() const; ///< trainable numbers
};

/// The layers of a head on `features` channels (1–65536) with `classes` outputs, in order; they are members
/// 0, 1, … of fast.ai's Sequential. A dropout of 0 keeps its place. Errors InvalidInput: a list of
/// Kind::Custom that makes no network; the sentence says what to change.
Result<std::vector<HeadLayer>> headLayers(const HeadConfig &head, int features, int classes);

/// Trainable numbers of a head; 0 for one that headLayers() refuses.
qint64 headParameters(const HeadConfig &head, int features, int classes);

/// The words that a custom layer can begin with, for help texts: "concatpool", …
QStringList headLayerNames();

} // namespace cairn
