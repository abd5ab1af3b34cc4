// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/statedict.h"

namespace cairn {

/// Reads the safetensors format: an 8-byte length, a JSON header, raw little-endian numbers. Header at most
/// 100 MB, every offset checked. Errors: Corrupt, Unsupported. Throws as torch does.
Result<StateDict> readSafetensors(const SharedBytes &file);

/// Writes atomically: at any instant `path` is the old file or the whole new one. Tensors may be of any
/// layout. Errors: WriteFailed, Unsupported. Throws as torch does.
Result<void> writeSafetensors(const QString &path, const StateDict &dict);

} // namespace cairn
