// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"

namespace cairn {

/// A trained network as it comes from a file: best.safetensors of a run, or an exported TorchScript archive.
/// Both carry the ModelSpec as JSON, in the metadata "cairn" or as the extra file "cairn.json". Weights are
/// read by Cairn's own readers; nothing in a file is executed. Errors: those of readWeightFile(), Unsupported
/// (weights without a description: not a model of Cairn's), Corrupt.
Result<Network> loadModel(const QString &path);

/// The same folded, to classify on this processor in what is fastest on it: see foldBatchNorms().
Result<Network> loadFolded(const QString &path);

/// Writes a network as safetensors, atomically. Errors: WriteFailed, OutOfMemory.
Result<void> saveModel(const QString &path, Network &network);
/// The same with a description that says more, such as the size it was trained on last.
Result<void> saveModel(const QString &path, Network &network, const ModelSpec &spec);

/// The ModelSpec as it is stored inside files.
QByteArray specBytes(const ModelSpec &spec);

inline constexpr const char *specMetadataKey = "cairn";
inline constexpr const char *specExtraFile = "cairn.json";

} // namespace cairn
