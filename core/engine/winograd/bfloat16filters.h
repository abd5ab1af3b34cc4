// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/winograd/bfloat16tiles.h"

namespace cairn {

/// What F(2×2, 3×3) in bfloat16 makes of filters, for the products of bfloat16tiles, and of their gradients.
/// The same holds as there.
namespace bfloat16filters {

using bfloat16tiles::BFloat16;

/// G·w·Gᵀ of all filters, K×3×3×C in memory, [first, end) of them, as the products need them: panels of K ×
/// planes × pairs of C × panel × 2. first and end are multiples of packedFilters.
constexpr std::int64_t packedFilters = 16;
void packFilters(const float *filters, std::int64_t inputs, std::int64_t first, std::int64_t end,
                 BFloat16 *to);
void packFilters(const BFloat16 *filters, std::int64_t inputs, std::int64_t first, std::int64_t end,
                 BFloat16 *to);

/// The same turned by 180°, inputs and outputs exchanged, as the gradient of a convolution's input needs
/// them: panels of C × planes × pairs of K × panel × 2. `outputCount` is K; first and end are even.
void packTurnedFilters(const float *filters, std::int64_t outputCount, std::int64_t inputs,
                       std::int64_t first, std::int64_t end, BFloat16 *to);

/// Gᵀ·u·G: the gradient of filters [first, end), K×3×3×C in memory. `sums`: `count` partial sums, each panels
/// of C × planes × K × panel, `distance` apart.
void writeFilterGradients(const float *sums, std::int64_t count, std::int64_t distance,
                          std::int64_t outputCount, std::int64_t inputs, std::int64_t first, std::int64_t end,
                          float *to);

} // namespace bfloat16filters

} // namespace cairn
