#pragma once

#include "core/project/project.h"

namespace cairn {

struct SplitCounts
{
    int train = 0;
    int valid = 0;
    int none = 0; ///< unlabelled; trashed pictures are not counted
};

/// Divides a project's pictures anew. Errors: InvalidInput where no picture has a class.
Result<SplitCounts> splitProject(const Project &project, double validShare, quint64 seed);

} // namespace cairn
