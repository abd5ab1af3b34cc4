// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/runtime/indexrange.h"

namespace cairn {

/// The tiles that Winograd's algorithm cuts images into: squares of `outputs` × `outputs` results of a 3×3
/// convolution of stride 1 and padding 1, row by row, image after image. Images lie N×H×W×C in memory
/// (channels_last); tiles reach over the edge, where the images are zero.
struct TileGrid
{
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t channels = 0;
    int outputs = 0; ///< of a tile's side

    std::int64_t rows() const { return (height + outputs - 1) / outputs; }
    std::int64_t columns() const { return (width + outputs - 1) / outputs; }
    std::int64_t tiles() const { return rows() * columns(); } ///< of an image
};

/// Transformed tiles or filters: value i of all of them lies in plane i, the planes `distance` values apart.
template <typename Value>
struct Planes
{
    Value *values = nullptr;
    std::int64_t distance = 0;
};

} // namespace cairn
