#pragma once

#include "core/base/result.h"
#include "core/learn/learningset.h"
#include "core/project/records.h"

namespace cairn {

/// The snapshot a run learns from: labelled, untrashed images with a split; classes without images are left
/// out of the outputs. Errors (InvalidInput), each a sentence that says what to do: no images, fewer than two
/// classes with images, a class with one image, a class with no image in training or in validation, no split
/// yet, files that are gone.
Result<LearningSet> learningSet(const std::vector<ClassRecord> &classes,
                                const std::vector<ImageRecord> &images);

} // namespace cairn
