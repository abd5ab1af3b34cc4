// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/dataset/health/duplicates.h"
#include "core/project/library.h"

#include <QHash>

namespace cairn {

/// Divides the labeled, untrashed images into training and validation, class by class (stratified): of a
/// class with n ≥ 2 images, round(n × validShare) but at least 1 and at most n − 1 go to validation; a
/// class's only image goes to training. Same seed and images → same split on every machine. Unlabeled and
/// trashed images get Split::None. Test images stay what they are.
///
/// The labeled images of a group in `together` (near duplicates) stay on one side, whatever their classes:
/// a group goes to validation only where it fits into what its class still needs, so that a class may get
/// fewer validation images than its share. A class whose images are all one group is divided all the same: it
/// could not be validated otherwise.
QHash<qint64, Split> stratifiedSplit(const std::vector<ImageRecord> &images, double validShare, quint64 seed,
                                     const std::vector<ImageGroup> &together = {});

/// The near duplicates among the project's images, to be kept together: measures what is not measured yet,
/// then compares. Works on the calling thread's `database`. Error Cancelled, besides the database's.
Result<std::vector<ImageGroup>> findNearDuplicates(Database &database, const ProgressCallback &progress = {},
                                                   const CancelToken &cancel = {});

struct SplitCounts
{
    int train = 0;
    int valid = 0;
    int test = 0;
    int none = 0; ///< in no part: unlabeled, mostly
};
SplitCounts splitCounts(const std::vector<ImageRecord> &images); ///< trashed images are not counted

/// Divides the library's images anew, as one step that can be undone: stratifiedSplit(), stored with the rule
/// by which later images join. Error InvalidInput where no image has a class.
Result<SplitCounts> divide(Library &library, const SplitRule &rule, const std::vector<ImageGroup> &together);

} // namespace cairn
