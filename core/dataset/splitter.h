#pragma once

#include "core/dataset/duplicates.h"
#include "core/project/database.h"
#include "core/project/records.h"

#include <QHash>

namespace cairn {

/// Divides the labelled, untrashed images into training and validation, class by class (stratified): of a
/// class with n ≥ 2 images, round(n × validShare) but at least 1 and at most n − 1 go to validation. Same
/// seed and images → same split on every machine. Unlabelled and trashed images get Split::None.
///
/// The labelled images of a group in `together` (near duplicates) stay on one side, whatever their classes:
/// a group goes to validation only where it fits into what its class still needs, so that a class may get
/// fewer validation images than its share, and one whose images are all one group gets none.
QHash<qint64, Split> stratifiedSplit(const std::vector<ImageRecord> &images, double validShare, quint64 seed,
                                     const std::vector<ImageGroup> &together = {});

/// The near duplicates among the project's measured pictures (see measureMissing()): what a split keeps
/// together.
Result<std::vector<ImageGroup>> nearDuplicatesIn(Database &database, const CancelToken &cancel = {});

} // namespace cairn
