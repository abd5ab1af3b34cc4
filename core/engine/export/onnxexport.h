// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"
#include "core/engine/network/onnxnodes.h"
#include "core/learn/modelfacts.h"

namespace cairn {

/// Writes an inferenceNetwork() as one ONNX file (see onnxNodes()), with what is needed to use it as
/// metadata; `trained` describes the network that it was made of. Errors: WriteFailed, InvalidInput (beyond
/// protobuf's 2 GiB). Throws as torch does.
Result<void> writeOnnx(const QString &path, Network &inference, const ModelSpec &trained,
                       const ModelFacts &facts, OnnxForm form);

} // namespace cairn
