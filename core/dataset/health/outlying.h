// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/foldertree.h"

namespace cairn {

/// A sentence where files lie elsewhere than below `folder`, by links or by what a list names: a data set of
/// another person may name any file of the user. Empty where none does. Looks at the disk.
QString outlyingNotice(const std::vector<FoundFile> &files, const QString &folder);

} // namespace cairn
