// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/statedict.h"

namespace cairn {

/// Writes tensors as torch.save() writes a state dict: a zip with one pickle, in which only an OrderedDict
/// and tensors occur, so that torch.load(weights_only=True) takes it. The dict's metadata become "extra/…"
/// entries, as a TorchScript archive has them; torch.load does not look at them. Tensors of any layout,
/// float32 or int64. Errors: WriteFailed, InvalidInput (beyond 4 GB). Throws as torch does.
Result<void> writeTorchSave(const QString &path, const StateDict &dict);

} // namespace cairn
