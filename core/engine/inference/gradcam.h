// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"
#include "core/learn/engine.h"

namespace cairn {

struct GradCam
{
    torch::Tensor maps; ///< N×h×w, ≥ 0, float32, not normalized
    torch::Tensor logits; ///< N×classes, float32
    std::vector<int> ofClasses; ///< of each map
};

/// `network`, from now on in evaluation mode, as heatmaps of `layer` need it. For the last layer it is
/// folded, which is faster. On the way back from the logits to an earlier one, a ReLU near 0 that another
/// rounding turns passes another gradient (two of 8 reference maps of layer3 differed by 0.2 and 0.4 %): the
/// network stays as it was trained.
Network explainable(Network &network, int layer);

/// Heatmap's definition for images of one batch. `network` is explainable().
/// images: N×3×H×W; `layer` is 1 … network->layers.size(); `classes` has one class an image, −1 for the
/// predicted one. Only what comes after the layer is differentiated: for the last one, the head. Throws as
/// torch does.
GradCam gradCam(Network &network, const torch::Tensor &images, int layer, const std::vector<int> &classes);

/// Engine::explain(). Throws as torch does.
Result<void> explainImages(const HeatmapJob &job, const std::function<void(Heatmap)> &onHeatmap,
                           const ProgressCallback &progress, const CancelToken &cancel);

} // namespace cairn
