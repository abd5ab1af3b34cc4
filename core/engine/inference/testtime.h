// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/data/batchloader.h"
#include "core/engine/network/network.h"
#include "core/learn/engine.h"

namespace cairn {

struct ViewJob
{
    std::vector<Example> examples;
    LoaderOptions loading; ///< of plain images; its seed says which views there are
    TestTimeAugmentation augmentation;
};

struct ViewProbabilities
{
    torch::Tensor mean; ///< examples × classes, float32 on the processor; rows of unreadable images are 0
    std::vector<char> readable; ///< of each example
};

/// Classifies several views of every image and averages the probabilities as TestTimeAugmentation says. The
/// network is folded, or in evaluation mode and float32. Progress counts images over all passes. Stops early
/// when cancelled. Throws as torch does.
ViewProbabilities classifyViews(Network &network, const ViewJob &job, const ProgressCallback &progress,
                                const CancelToken &cancel);

} // namespace cairn
