#pragma once

#include "core/project/database.h"
#include "core/project/records.h"

#include <vector>

namespace cairn {

/// A picture that was collected, and whom it is owed to.
struct Credit
{
    qint64 imageId = 0;
    QString path; ///< absolute
    QString className; ///< empty: unlabelled
    Provenance from;
};

/// The pictures whose provenance is known, by id; trashed ones are left out.
Result<std::vector<Credit>> readCredits(Database &database);

} // namespace cairn
