// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"

#include <map>

namespace cairn {

/// Writes a network in evaluation mode as a TorchScript archive that torch.jit.load() reads: input N×3×H×W
/// float32 RGB normalized as ImageNet, output N×classes logits; parameters under their state-dict names; the
/// ModelSpec as extra file "cairn.json", and `extraFiles` besides. Errors: WriteFailed, Internal,
/// OutOfMemory.
Result<void> writeTorchScript(const QString &path, Network &network,
                              const std::map<std::string, QByteArray> &extraFiles = {});

} // namespace cairn
