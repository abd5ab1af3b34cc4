// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

namespace cairn {

/// Opens a model file (see loadModel()) for classifying: norms folded, channels_last, in the precision that
/// is fastest here. Decoding runs ahead on threads of its own; at most a few batches are in memory at a time.
/// Errors: those of loadModel().
Result<std::unique_ptr<Predictor>> openPredictor(const QString &modelFile,
                                                 Precision precision = Precision::Auto);

} // namespace cairn
