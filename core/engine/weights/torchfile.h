// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/statedict.h"

namespace cairn {

/// Reads what torch.save wrote (the zip format of 2020 and the older one) or a TorchScript archive, of which
/// only the weights and the extra files: no code of the file is run or even looked at. Nested dictionaries
/// and modules become dotted names; what is not a tensor is left out. Errors: Corrupt, Unsupported (the
/// sentence says what). Throws as torch does.
Result<StateDict> readTorchFile(const SharedBytes &file);

/// Starts as one of those formats.
bool looksLikeTorchFile(std::span<const std::byte> bytes);

} // namespace cairn
