// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/statedict.h"

namespace cairn {

/// Reads a file of weights whatever its format (.pth, .pt, .safetensors, TorchScript), told by its content.
/// Nothing in it is executed. The sentence of an error names the file. Errors: NotFound, ReadFailed, Corrupt,
/// Unsupported, InvalidInput (too large), OutOfMemory.
Result<StateDict> readWeightFile(const QString &path);

/// The same from bytes in memory; the sentence names no file. Throws as torch does.
Result<StateDict> readWeights(const SharedBytes &file);

} // namespace cairn
