// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learn/trainingconfig.h"

#include <QImage>
#include <QList>

namespace cairn {

/// Which views of an image a run would show.
struct PreviewedViews
{
    int size = 224; ///< pixels of a side
    ResizeMode resize = ResizeMode::Crop;
    Augmentation augmentation;
    quint64 seed = 0; ///< of the run
    quint64 index = 0; ///< of the image among those that it trains on
    int count = 1;
};

/// What training would make of one image: first the square that it is validated on, then as many views as
/// were asked for, as the epochs 0, 1, … of the run would show them. RGB888, size × size. Errors: those of
/// decodeImageFile(). For worker threads.
Result<QList<QImage>> previewViews(const QString &path, const PreviewedViews &views);

} // namespace cairn
