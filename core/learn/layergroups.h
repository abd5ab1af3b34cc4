// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/modelspec.h"

#include <string_view>
#include <utility>
#include <vector>

namespace cairn {

/// The places where a layer group of a body can begin, in its order: "layer1", "layer1.1", …, "layer4.2" for
/// a ResNet-34. The first block of a stage goes by the stage's name; "layer3.0" is understood, too.
QStringList groupStarts(Arch arch, const BodyConfig &body);

/// fast.ai 1's split for a ResNet, "layer3", or the last stage that the cut leaves; nothing where that is the
/// only one.
QStringList defaultSplit(const BodyConfig &body);

/// Whether TrainingConfig::splitOn fits a body: known names, in its order, none twice. Error InvalidInput
/// lists what there is.
Result<void> validateSplit(Arch arch, const BodyConfig &body, const QStringList &splitOn);

/// Which layer group is which: those of the body by their first block, the head the last.
class LayerGrouping
{
public:
    /// Requires: a list that validateSplit() accepts.
    explicit LayerGrouping(const QStringList &splitOn);

    int count() const { return int(m_starts.size()) + 2; }
    /// 0-based group of a parameter by its name in the state dict: "layer3.0.conv1.weight", "head.4.bias",
    /// "fc.weight".
    int groupOf(std::string_view name) const;
    /// "conv1 … layer2.3", "layer3 … layer4.2", "head": what people read of a group.
    static QStringList titles(Arch arch, const BodyConfig &body, const QStringList &splitOn);

private:
    using Place = std::pair<int, int>; ///< stage 1–4, block 0 …
    std::vector<Place> m_starts;
};

} // namespace cairn
