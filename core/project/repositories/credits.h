// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"
#include "core/project/records.h"

#include <vector>

namespace cairn {

/// An image that was collected, and whom it is owed to.
struct Credit
{
    qint64 imageId = 0;
    QString path; ///< absolute
    QString className; ///< empty: unlabeled
    Provenance from;
};

/// Whom to name for an image, as plain text: the wording that the author demands, the author, or, where only
/// that is known, "uploaded by …"; empty where nobody is known.
QString creditedTo(const Provenance &from);

/// What the license alone does not allow, as words: "trademarked, personality".
QString restrictionsOf(const Provenance &from);

/// The images whose provenance is known, by id; trashed ones are left out.
Result<std::vector<Credit>> readCredits(Database &database);

} // namespace cairn
