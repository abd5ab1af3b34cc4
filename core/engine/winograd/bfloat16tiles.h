// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/winograd/tilegrid.h"

namespace cairn {

/// The arithmetic of 3×3 convolutions in bfloat16 by Winograd's minimal filtering F(2×2, 3×3): Lavin and Gray
/// 2016, "Fast Algorithms for Convolutional Neural Networks" (arXiv:1509.09308), whose matrices B, G and A
/// these are. Tiles of 2×2 outputs need 16 products a channel pair instead of 36; larger tiles would lose too
/// many of bfloat16's eight digits. Sums are float32.
///
/// For processors with AVX-512 and its BF16 instructions, which multiply pairs of neighbors: wherever a sum
/// runs over channels or tiles, two of them lie side by side. Call nothing here where
/// hasBFloat16Products() is false. Any thread; distinct tiles, or filters, may be computed at once.
namespace bfloat16tiles {

/// The bits of a bfloat16: the upper half of a float.
using BFloat16 = std::uint16_t;

constexpr int planes = 16; ///< values of a transformed tile, or filter
constexpr int outputs = 2; ///< of a tile's side
constexpr std::int64_t panel
    = 64; ///< Channels that are computed together; all numbers of channels are multiples

constexpr std::int64_t rowsAtOnce = 6; ///< multiply() is fastest for multiples of it

/// Whether this processor can run what follows.
bool hasBFloat16Products();

/// Bᵀ·d·B of `tiles`, counted through all images: planes × tiles × channels.
void inputRows(const TileGrid &grid, const BFloat16 *images, IndexRange tiles, const Planes<BFloat16> &to);

/// The same of the panel of channels that begins with `channel`, for sums over tiles: planes × pairs of tiles
/// × panel × 2. A tile that is missing in the last pair is zero.
void inputPanel(const TileGrid &grid, const BFloat16 *images, IndexRange tiles, std::int64_t channel,
                BFloat16 *to);

/// A·g·Aᵀ, from the gradients of the output tiles, in the same order.
void gradientPanel(const TileGrid &grid, const BFloat16 *images, IndexRange tiles, std::int64_t channel,
                   BFloat16 *to);

/// A matrix of rows × pairs whose elements are pairs of neighbors in the sum; distances count single values.
struct PairMatrix
{
    const BFloat16 *values = nullptr;
    std::int64_t rows = 0;
    std::int64_t pairs = 0;
    std::int64_t rowDistance = 0;
    std::int64_t pairDistance = 0;
};

/// to[row][0 … panel) = Σ over pairs of left[row][pair] · right[pair][0 … panel), or, with `add`, that plus
/// what it was. `right` is pairs × panel × 2, the rows of `to` are `panel` long.
void multiply(const PairMatrix &left, const BFloat16 *right, bool add, float *to);

/// What becomes of a convolution's results on their way into the images; each may be null.
struct OutputTail
{
    const float *bias = nullptr; ///< one a channel
    const BFloat16 *residual = nullptr; ///< images that are added
    bool relu = false; ///< at the end
};

/// What multiply() made of some tiles, for one panel of channels.
struct ProductPanel
{
    Planes<const float> planes; ///< planes × tiles × panel, beginning with the first of `tiles`
    IndexRange tiles; ///< counted through all images
    std::int64_t channel = 0; ///< the panel's first
};

/// Aᵀ·m·A of the products, with its tail, into the images.
void writeOutputs(const TileGrid &grid, const ProductPanel &from, const OutputTail &tail, BFloat16 *images);

} // namespace bfloat16tiles

} // namespace cairn
