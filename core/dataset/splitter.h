#pragma once

#include "core/project/records.h"

#include <QHash>

namespace cairn {

/// Divides the labelled, untrashed images into training and validation, class by class (stratified): of a
/// class with n ≥ 2 images, round(n × validShare) but at least 1 and at most n − 1 go to validation. Same
/// seed and images → same split on every machine. Unlabelled and trashed images get Split::None.
QHash<qint64, Split> stratifiedSplit(const std::vector<ImageRecord> &images, double validShare, quint64 seed);

} // namespace cairn
