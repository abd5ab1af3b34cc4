// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <vector>

namespace cairn {

/// One labeled image as the engine sees it.
struct Example
{
    qint64 imageId = 0; ///< the project's id; comes back in predictions
    QString path; ///< absolute
    int label = -1; ///< index into LearningSet::classes; −1 where unknown (prediction only)
};

/// A snapshot of what a run learns from. The label of every example is a valid index in both parts.
struct LearningSet
{
    QStringList classes; ///< in the order of the network's outputs
    std::vector<Example> train;
    std::vector<Example> valid;
};

} // namespace cairn
