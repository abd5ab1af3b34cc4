// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"
#include "core/learn/learningset.h"

namespace cairn {

/// Draws a few images into `folder`, which exists: the same ones every time, as PNG and JPEG, of shapes that
/// crop and shrink differently. Returns them in order. Error WriteFailed.
Result<std::vector<Example>> drawGoldenImages(const QString &folder);

/// Writes what the network makes of them beside them: each input as <name>.npy (1×3×S×S float32) and
/// golden.json, which has the probabilities. `inputs`: N×3×S×S in the order of `images`. Error WriteFailed.
Result<void> writeGoldenAnswers(const QString &folder, const std::vector<Example> &images,
                                const torch::Tensor &inputs, Network &network, double temperature);

} // namespace cairn
