// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learn/learningset.h"
#include "core/project/records.h"

namespace cairn {

/// What a run can learn from, and what of the labeled images it cannot.
struct Readiness
{
    LearningSet data;
    QStringList missing; ///< files that are gone: their images are left out
    QStringList
        notices; ///< sentences on what is unusual and stops nothing: classes that cannot be measured, …
};

/// The snapshot a run learns from: labeled, untrashed images in training and validation whose files are
/// there; classes without training images are left out. A class without a validation image is trained
/// all the same. Errors (InvalidInput), each a sentence that says what to do: no images, fewer than two
/// classes with images, no split yet, a class that has validation images but no training images; ReadFailed:
/// files are gone that a class cannot do without. Looks at every file.
Result<Readiness> learningSet(const std::vector<ClassRecord> &classes,
                              const std::vector<ImageRecord> &images);

/// "The files of 3 images are gone, among them “…”. Training leaves …": empty where none is.
QString missingNotice(const QStringList &missing);

} // namespace cairn
