// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/anymodel.h"
#include "core/engine/weights/filebytes.h"

namespace cairn {

/// The network in an ONNX file that Cairn wrote, as inferenceNetwork() makes it. The file is believed only if
/// its graph is the very one that Cairn writes for the description it carries: nothing of it is run. Weights
/// may share the file's memory. Errors: Corrupt, Unsupported (not Cairn's; the sentence says why). Throws as
/// torch does.
Result<ClassifyingModel> readOnnxModel(const SharedBytes &file);

} // namespace cairn
