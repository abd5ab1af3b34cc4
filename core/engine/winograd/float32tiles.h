// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/winograd/tilegrid.h"

namespace cairn {

/// The arithmetic of 3×3 convolutions by Winograd's minimal filtering F(4×4, 3×3): Lavin and Gray 2016, "Fast
/// Algorithms for Convolutional Neural Networks" (arXiv:1509.09308), whose matrices B, G and A these are.
/// Tiles of 4×4 outputs need 36 products a channel pair instead of 144.
///
/// Images are N×H×W×C floats in memory (channels_last), weights K×3×3×C, channels a multiple of 8. A tile's
/// 36 transformed values lie in 36 planes, each of tiles × channels. Border tiles see
/// zeros outside the image (padding 1). Any thread; distinct tiles may be computed at once.
namespace float32tiles {

constexpr int planes = 36; ///< values of a transformed tile, or filter
constexpr int outputs = 4; ///< of a tile's side

/// Bᵀ·d·B of `tiles`, counted through all images from `images` on; `to` begins with the first of these
/// tiles.
void transformInputTiles(const TileGrid &grid, const float *images, IndexRange tiles,
                         const Planes<float> &to);

/// Aᵀ·m·A plus `bias` (one a channel, or null) into the images; the inverse direction of the above.
void writeOutputTiles(const TileGrid &grid, const Planes<const float> &from, const float *bias,
                      IndexRange tiles, float *images);

/// A·g·Aᵀ of the gradients of output tiles: what the weights' gradient needs of them.
void transformGradientTiles(const TileGrid &grid, const float *images, IndexRange tiles,
                            const Planes<float> &to);

/// G·w·Gᵀ of the filters `range` of `inputs` channels, each to its place in the planes of filters × inputs.
/// `rotated` turns every filter by 180°, as the gradient of a convolution's input needs it.
void transformWeights(const float *weights, std::int64_t inputs, IndexRange range, bool rotated,
                      const Planes<float> &to);

/// Gᵀ·u·G: the gradient of the filters `range` from the planes' gradients.
void writeWeightGradients(const Planes<const float> &from, std::int64_t inputs, IndexRange range,
                          float *weights);

} // namespace float32tiles

} // namespace cairn
