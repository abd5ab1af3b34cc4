// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"
#include "core/engine/weights/statedict.h"

namespace cairn {

/// The head of a network that only classifies, as a custom one: dropout is gone, a norm that follows or
/// precedes a Linear is part of it, and every Linear has a bias. `head` is one that headLayers() accepts.
HeadConfig inferenceHead(const HeadConfig &head, int features, int classes);

/// A network for inference whose logits are the same to rounding, with norms folded in body and head: what
/// an ONNX file holds. Its spec has inferenceHead()'s head. float32, on the processor; weights contiguous in
/// either layout. The original is in evaluation mode and is not changed.
Network inferenceNetwork(Network &network);

/// The same from weights by the names of its state: those of an ONNX file. `spec` is the trained network's.
/// Errors: Corrupt (a weight is missing, of another shape or not a number).
Result<Network> inferenceNetwork(const ModelSpec &spec, const StateDict &weights);

/// Puts a folded network's body into that type, and its filters as its products want them, in place.
void prepareFolded(Network &folded, torch::ScalarType bodyType);

} // namespace cairn
