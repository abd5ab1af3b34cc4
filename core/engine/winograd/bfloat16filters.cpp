// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/winograd/bfloat16filters.h"

#include "core/engine/winograd/bfloat16transforms.h"

namespace cairn::bfloat16filters {

#ifdef CAIRN_BFLOAT16_PRODUCTS

using namespace bfloat16tiles;

namespace {

template <bool turned, typename Value>
CAIRN_AVX512_INLINE void loadFilter(const Value *filters, std::int64_t inputs, std::int64_t filter,
                                    std::int64_t channel, __m512 *to)
{
#pragma GCC unroll 9
    for (int i = 0; i < 9; ++i)
        to[turned ? 8 - i : i] = load(filters + (filter * 9 + i) * inputs + channel);
}

/// 16 channels of 16 filters: of each pair of channels, the filters' values side by side.
template <typename Value>
CAIRN_AVX512_INLINE void packSquare(const Value *filters, std::int64_t inputs, std::int64_t filter,
                                    std::int64_t channel, BFloat16 *to)
{
    BFloat16 transformed[planes][lanes][lanes]; // of plane, filter and channel
    for (int i = 0; i < lanes; ++i) {
        __m512 square[9];
        __m512 values[planes];
        loadFilter<false>(filters, inputs, filter + i, channel, square);
        transform<FilterMatrix>(square, values);
#pragma GCC unroll 16
        for (int plane = 0; plane < planes; ++plane)
            store(transformed[plane][i], values[plane]);
    }
    constexpr int pairs = lanes / 2;
    const __m512i everyFilter
        = _mm512_set_epi32(120, 112, 104, 96, 88, 80, 72, 64, 56, 48, 40, 32, 24, 16, 8, 0);
    for (int plane = 0; plane < planes; ++plane) {
        BFloat16 *place
            = to + ((filter / panel * planes + plane) * inputs + channel) * panel + filter % panel * 2;
        for (int pair = 0; pair < pairs; ++pair)
            _mm512_storeu_si512(
                place + pair * panel * 2,
                _mm512_i32gather_epi32(everyFilter, transformed[plane][0] + pair * 2, 2 * sizeof(BFloat16)));
    }
}

template <typename Value>
CAIRN_AVX512_INLINE void pack(const Value *filters, std::int64_t inputs, IndexRange range, BFloat16 *to)
{
    for (std::int64_t filter = range.first; filter < range.end; filter += lanes)
        for (std::int64_t channel = 0; channel < inputs; channel += lanes)
            packSquare(filters, inputs, filter, channel, to);
}

} // namespace

CAIRN_AVX512 void packFilters(const float *filters, std::int64_t inputs, IndexRange range, BFloat16 *to)
{
    pack(filters, inputs, range, to);
}

CAIRN_AVX512 void packFilters(const BFloat16 *filters, std::int64_t inputs, IndexRange range, BFloat16 *to)
{
    pack(filters, inputs, range, to);
}

CAIRN_AVX512 void packTurnedFilters(const float *filters, std::int64_t outputCount, std::int64_t inputs,
                                    IndexRange range, BFloat16 *to)
{
    for (std::int64_t filter = range.first; filter < range.end; filter += 2) {
        for (std::int64_t channel = 0; channel < inputs; channel += lanes) {
            __m512 square[9];
            __m512 values[2][planes];
            for (int odd = 0; odd < 2; ++odd) {
                loadFilter<true>(filters, inputs, filter + odd, channel, square);
                transform<FilterMatrix>(square, values[odd]);
            }
#pragma GCC unroll 16
            for (int i = 0; i < planes; ++i)
                storePairs(to + ((channel / panel * planes + i) * outputCount + filter) * panel
                               + channel % panel * 2,
                           values[0][i], values[1][i]);
        }
    }
}

CAIRN_AVX512 void writeFilterGradients(const PartialSums &partialSums, IndexRange range, float *to)
{
    const auto [sums, count, distance, outputCount, inputs] = partialSums;
    for (std::int64_t filter = range.first; filter < range.end; ++filter) {
        for (std::int64_t channel = 0; channel < inputs; channel += lanes) {
            __m512 square[planes];
            __m512 values[9];
            for (int i = 0; i < planes; ++i) {
                const float *place = sums + ((channel / panel * planes + i) * outputCount + filter) * panel
                    + channel % panel;
                square[i] = load(place);
                for (std::int64_t part = 1; part < count; ++part)
                    square[i] += load(place + part * distance);
            }
            transform<FilterGradientMatrix>(square, values);
#pragma GCC unroll 9
            for (int i = 0; i < 9; ++i)
                store(to + (filter * 9 + i) * inputs + channel, values[i]);
        }
    }
}

#else

void packFilters(const float *, std::int64_t, IndexRange, BFloat16 *) { }
void packFilters(const BFloat16 *, std::int64_t, IndexRange, BFloat16 *) { }
void packTurnedFilters(const float *, std::int64_t, std::int64_t, IndexRange, BFloat16 *) { }
void writeFilterGradients(const PartialSums &, IndexRange, float *) { }

#endif

} // namespace cairn::bfloat16filters
