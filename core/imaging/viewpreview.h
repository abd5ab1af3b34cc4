// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learn/trainingconfig.h"

#include <QImage>
#include <QList>

namespace cairn {

/// What training would make of one image: first the square that it is validated on, then `count` views as
/// the epochs 0 … count − 1 of a run with this seed would show them. RGB888, size × size. Errors: those of
/// decodeImageFile(). For worker threads.
Result<QList<QImage>> previewViews(const QString &path, int size, ResizeMode mode,
                                   const Augmentation &augmentation, quint64 seed, quint64 index, int count);

} // namespace cairn
