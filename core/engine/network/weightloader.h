// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"
#include "core/engine/weights/statedict.h"

namespace cairn {

struct LoadReport
{
    int loaded = 0; ///< tensors copied into the network
    QStringList unused; ///< names in the file that the network has no place for, or not of that shape
    QStringList fresh; ///< names in the network that the file did not fill
    QString sentence; ///< the same for people
};

/// Fills a network for transfer learning from weights that somebody trained: the whole body must fit (shapes,
/// and names as torchvision, timm, fast.ai or Hugging Face give them, see ownNames()), the classifier is
/// taken where it fits and left out otherwise. Nothing is changed unless all is well. Errors: InvalidInput
/// (weights of another network: the sentence says which, where it can be told), Corrupt (values that are not
/// finite). Throws as torch does.
Result<LoadReport> loadPretrained(Network &network, const StateDict &weights);

/// Fills a network with its own weights: every parameter and statistic must be there. Errors: Corrupt. Throws
/// as torch does.
Result<void> loadExactly(Network &network, const StateDict &weights);

/// All parameters and statistics of a network by name; they share its memory.
StateDict stateDictOf(Network &network);

} // namespace cairn
