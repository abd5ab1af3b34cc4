#pragma once

#include "core/base/result.h"
#include "core/learn/learningset.h"
#include "core/project/records.h"

namespace cairn {

/// What a run can learn from, and what of the labelled images it cannot.
struct Readiness
{
    LearningSet data;
    QStringList missing; ///< files that are gone: their images are left out
};

/// The snapshot a run learns from: labelled, untrashed images with a split whose files are there; classes
/// without images are left out of the outputs. Errors (InvalidInput), each a sentence that says what to do:
/// no images, fewer than two classes with images, a class with one image, a class with no image in training
/// or in validation, no split yet, files gone of which a class cannot do without. Looks at every file.
Result<Readiness> learningSet(const std::vector<ClassRecord> &classes,
                              const std::vector<ImageRecord> &images);

/// "The files of 3 images are gone, among them “…”. Training leaves …": empty where none is.
QString missingNotice(const QStringList &missing);

} // namespace cairn
