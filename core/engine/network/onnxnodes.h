// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"
#include "core/engine/weights/onnxgraph.h"

namespace cairn {

/// What stands before and after the network in an ONNX graph.
enum class OnnxForm {
    Bare, ///< pixel_values: N×3×S×S float32, normalized → logits: N×classes
    WithPreprocessing, ///< image: N×S×S×3, 8-bit RGB → probabilities: N×classes
};

/// The operators of an inferenceNetwork(). Weights are inputs with the names of its state, the form's
/// constants have the names below. The writer makes a file of them; the reader believes a file only if it
/// has exactly these. `temperature` is 1 or becomes a step before softmax.
std::vector<OnnxNode> onnxNodes(Network &inference, OnnxForm form, double temperature);

OnnxValue onnxInput(const ModelSpec &spec, OnnxForm form);
OnnxValue onnxOutput(const ModelSpec &spec, OnnxForm form);

/// 1×3×1×1: a pixel of 0–255 times the scale plus the shift is normalized.
inline constexpr const char *onnxPixelScale = "preprocess.scale";
inline constexpr const char *onnxPixelShift = "preprocess.shift";
/// 1×1: what logits are multiplied by before softmax; only where the temperature is not 1.
inline constexpr const char *onnxInverseTemperature = "postprocess.inverse_temperature";

} // namespace cairn
