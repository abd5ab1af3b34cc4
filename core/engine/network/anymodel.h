// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"
#include "core/engine/weights/statedict.h"
#include "core/learn/trainingconfig.h"

namespace cairn {

/// A model for classifying.
struct ClassifyingModel
{
    Network network; ///< folded, in evaluation mode
    double temperature = 1; ///< logits are divided by it before softmax
};

/// Opens any model that Cairn wrote: best.safetensors of a run, exported weights, TorchScript, ONNX, a bundle
/// (its folder or its zip). Read by Cairn's own readers; nothing in it is executed. `precision`: Auto is what
/// is fastest here, see inferenceType(). Errors: those of readModelBytes() and readWeightFile(), Unsupported
/// (not a model of Cairn's), Corrupt.
Result<ClassifyingModel> openAnyModel(const QString &path, Precision precision = Precision::Auto);

/// The network that weights with a ModelSpec in their metadata are of, in evaluation mode. Errors:
/// Unsupported (no ModelSpec), Corrupt. Throws as torch does.
Result<Network> networkFrom(const StateDict &weights);

/// The ModelSpec as modelfile.h's specBytes() stores it. Error Corrupt.
Result<ModelSpec> specFromBytes(const QByteArray &bytes);

/// Of an exported file's metadata: in "preprocessing.json" or "temperature"; 1 where neither is there. Error
/// Corrupt (beyond 0.01–100).
Result<double> temperatureIn(const std::map<std::string, QByteArray> &metadata);

} // namespace cairn
