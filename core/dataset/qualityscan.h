#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/project/database.h"

#include <utility>
#include <vector>

namespace cairn {

struct QualityScan
{
    qint64 measured = 0;
    std::vector<std::pair<qint64, QString>> unreadable; ///< image id and why: a sentence
    bool cancelled = false; ///< what was measured until then is stored
};

/// Measures the pictures out of the trash that have no row in image_quality yet (imports measure what they
/// add), on all cores, and stores it. Pictures that cannot be read stay unmeasured and are tried again the
/// next time. Works on the calling thread's `database`.
Result<QualityScan> measureMissing(Database &database, const ProgressCallback &progress = {},
                                   const CancelToken &cancel = {});

} // namespace cairn
