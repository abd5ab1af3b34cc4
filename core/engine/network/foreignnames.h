// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/statedict.h"

#include <string>
#include <vector>

namespace cairn {

/// For each tensor the name that a Network has for it: what stands before the first layer ("module.",
/// "model.", "state_dict.") is cut off, and names are translated that other programs give to the same
/// ResNets:
/// - torchvision and timm: "layer1.0.conv1.weight", "fc.weight": as they are;
/// - fast.ai, also below "model" as learn.save() writes it: "0.4.0.conv1.weight", head "1.8.weight"; with a
///   body of timm "0.model.layer1.0.conv1.weight";
/// - Hugging Face: "resnet.encoder.stages.0.layers.0.layer.0.convolution.weight", "classifier.1.weight".
/// Empty for a tensor that is no part of that network.
std::vector<std::string> ownNames(const StateDict &weights);

} // namespace cairn
