// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sample/random.h"

#include <QImage>

namespace cairn::drawing {

/// What a camera adds to a scene: focus, exposure, contrast, white balance, vignette, sensor noise. `dim`:
/// little light, so more noise. `image` is RGB32.
void developPhoto(QImage &image, Random &random, bool dim);

} // namespace cairn::drawing
