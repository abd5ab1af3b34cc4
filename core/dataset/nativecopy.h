// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/dataset/foldertree.h"

namespace cairn {

/// Copies the files whose names are no UTF-8 into `folder`, under their escaped names: no other part of the
/// program can name them. They become `owned`, the originals stay as they are; what cannot be copied gets a
/// refusal. Errors: WriteFailed (the disk is full).
Result<void> copyNativeNames(std::vector<FoundFile> &files, const QString &folder, const CancelToken &cancel);

} // namespace cairn
