// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/runtime/indexrange.h"

namespace cairn {

/// The arithmetic of a folded ResNet's stem in bfloat16: 7×7 convolution of 3 channels into 64, stride 2,
/// padding 3, then 3×3 max pooling of stride 2 and padding 1, and ReLU. The seven pixels of a filter's row
/// lie side by side in memory: 21 values, which the products take two at a time. What the convolution gives,
/// a hundred megabytes for a batch of 32 in float32, exists for three rows only. Sums are float32.
///
/// For processors with AVX-512 and its BF16 instructions (bfloat16tiles::hasBFloat16Products()); call nothing
/// here on others. Any thread.
namespace fusedstem {

using BFloat16 = std::uint16_t; ///< its bits

constexpr std::int64_t inputs = 3; ///< channels
constexpr std::int64_t outputs = 64;
constexpr std::int64_t side = 7; ///< of a filter
constexpr std::int64_t pairs = 11; ///< of a filter's row; the last has one value and a zero

struct Image
{
    const BFloat16 *pixels = nullptr; ///< height × width × inputs
    std::int64_t height = 0;
    std::int64_t width = 0;

    std::int64_t convolvedHeight() const { return (height + 1) / 2; }
    std::int64_t convolvedWidth() const { return (width + 1) / 2; }
    std::int64_t pooledHeight() const { return (convolvedHeight() + 1) / 2; }
    std::int64_t pooledWidth() const { return (convolvedWidth() + 1) / 2; }

    /// Values that pooledRows() needs to work in, for any number of rows.
    std::int64_t paddedValues() const { return side * (width + side) * inputs; }
    std::int64_t convolvedValues() const { return 3 * convolvedWidth() * outputs; }
};

/// Filters, 64×7×7×3 in memory, as the products need them: side × pairs × outputs × 2.
void packFilters(const BFloat16 *filters, BFloat16 *to);

/// What the stem learned.
struct Weights
{
    const BFloat16 *filters = nullptr; ///< from packFilters()
    const float *bias = nullptr; ///< one for each output
};

/// Memory that pooledRows() works in; what it holds before and after says nothing.
struct WorkMemory
{
    BFloat16 *padded = nullptr; ///< Image::paddedValues()
    float *convolved = nullptr; ///< Image::convolvedValues()
};

/// `rows` of the pooled result, pooledHeight × pooledWidth × outputs, into `to`, which begins with the first
/// of them.
void pooledRows(const Image &image, const Weights &weights, IndexRange rows, const WorkMemory &work,
                BFloat16 *to);

} // namespace fusedstem

} // namespace cairn
