// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learn/linearhead.h"

namespace cairn {

/// Engine::fitHead(): linear discriminant analysis (Fisher 1936) with Ledoit and Wolf's shrinkage of the
/// common covariance (J. Multivariate Analysis 88, 2004): of all linear softmax classifiers the one that
/// closed form gives, so that it takes one product of matrices and one decomposition, whatever the labels. A
/// class without rows gets no probability. Throws as torch does.
Result<LinearHead> fitLinearHead(const HeadExamples &examples);

} // namespace cairn
