// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/winograd/bfloat16tiles.h"

namespace cairn {

/// What F(2×2, 3×3) in bfloat16 makes of filters, for the products of bfloat16tiles, and of their gradients.
/// The same holds as there.
namespace bfloat16filters {

using bfloat16tiles::BFloat16;

/// G·w·Gᵀ of the filters `range`, K×3×3×C in memory, as the products need them: panels of K × planes × pairs
/// of C × panel × 2. The range begins and ends at multiples of packedFilters.
constexpr std::int64_t packedFilters = 16;
void packFilters(const float *filters, std::int64_t inputs, IndexRange range, BFloat16 *to);
void packFilters(const BFloat16 *filters, std::int64_t inputs, IndexRange range, BFloat16 *to);

/// The same turned by 180°, inputs and outputs exchanged, as the gradient of a convolution's input needs
/// them: panels of C × planes × pairs of K × panel × 2. `outputCount` is K; the range begins and ends
/// evenly.
void packTurnedFilters(const float *filters, std::int64_t outputCount, std::int64_t inputs, IndexRange range,
                       BFloat16 *to);

/// The transformed gradient of all filters as parts that are still to be added up, each panels of C × planes
/// × K × panel.
struct PartialSums
{
    const float *values = nullptr;
    std::int64_t count = 0; ///< of parts
    std::int64_t distance = 0; ///< from part to part, values
    std::int64_t outputs = 0; ///< K
    std::int64_t inputs = 0; ///< C
};

/// Gᵀ·u·G: the gradient of the filters `range`, K×3×3×C in memory.
void writeFilterGradients(const PartialSums &sums, IndexRange range, float *to);

} // namespace bfloat16filters

} // namespace cairn
