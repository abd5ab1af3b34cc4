// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

namespace cairn {

/// Engine::embed(): norms folded, channels_last, in the precision that is fastest here. Throws as torch
/// does.
Result<void> computeEmbeddings(const EmbeddingJob &job, const std::function<void(Embedding)> &onEmbedding,
                               const ProgressCallback &progress, const CancelToken &cancel);

} // namespace cairn
