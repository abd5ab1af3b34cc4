// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/exportjob.h"

#include "core/learn/evaluation/largerdifference.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

ExportCheck worstOf(const std::vector<ExportCheck> &checks)
{
    ExportCheck worst;
    QStringList readers;
    for (const ExportCheck &check : checks) {
        worst.images = check.images;
        worst.largestDifference = largerDifference(worst.largestDifference, check.largestDifference);
        worst.changedDecisions = std::max(worst.changedDecisions, check.changedDecisions);
        if (!readers.contains(check.reader))
            readers << check.reader;
    }
    worst.reader = readers.join(u", "_s);
    return worst;
}

} // namespace cairn
