// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/project/database.h"

#include <utility>
#include <vector>

namespace cairn {

struct QualityScan
{
    qint64 measured = 0; ///< whose pixels were looked at
    std::vector<qint64> changed; ///< of these: edited in place since they were read
    std::vector<std::pair<qint64, QString>> unreadable; ///< image id and why: a sentence
    bool cancelled = false; ///< what was measured until then is stored
};

/// Looks at the files of all images out of the trash, and measures those that have no row in image_quality
/// yet (imports measure what they add) or were changed since they were read: where size or time are others,
/// the content is hashed anew, and where that is another, too, it is measured and takes the place of the old
/// one. On all cores; stored as it goes. What cannot be read stays as it is and is tried again the next time.
/// Works on the calling thread's `database`.
Result<QualityScan> measureImages(Database &database, const ProgressCallback &progress = {},
                                  const CancelToken &cancel = {});

} // namespace cairn
