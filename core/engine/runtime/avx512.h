// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For files that multiply in bfloat16 by AVX-512's instructions: included by their .cpp files only.

#include <cstdint>

#if defined(__x86_64__) && defined(__GNUC__)
// GCC 12 takes the intrinsics' deliberately undefined operands for mistakes of ours (its bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#define CAIRN_BFLOAT16_PRODUCTS

// The instruction set of such functions alone, so that the rest of the program runs on any processor. No
// template of the standard library is used in them: its instance might be shared with other files.
#define CAIRN_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16")))
#define CAIRN_AVX512_INLINE CAIRN_AVX512 __attribute__((always_inline)) inline

namespace cairn::avx512 {

/// The bits of a bfloat16: the upper half of a float.
using BFloat16 = std::uint16_t;

constexpr std::int64_t lanes = 16; ///< floats of a vector

CAIRN_AVX512_INLINE __m512 load(const BFloat16 *values)
{
    const __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(values));
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
}

CAIRN_AVX512_INLINE __m512 load(const float *values)
{
    return _mm512_loadu_ps(values);
}

CAIRN_AVX512_INLINE void store(BFloat16 *to, __m512 values)
{
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(to),
                        reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(values)));
}

CAIRN_AVX512_INLINE void store(float *to, __m512 values)
{
    _mm512_storeu_ps(to, values);
}

/// Pairs of neighbors, for products.
CAIRN_AVX512_INLINE __m512bh loadPairs(const BFloat16 *values)
{
    return reinterpret_cast<__m512bh>(_mm512_loadu_si512(values));
}

/// One pair, in all lanes.
CAIRN_AVX512_INLINE __m512bh repeatedPair(const BFloat16 *values)
{
    int both;
    __builtin_memcpy(&both, values, sizeof both);
    return reinterpret_cast<__m512bh>(_mm512_set1_epi32(both));
}

constexpr int panelVectors = 4; ///< of 64 results that are computed together

/// sums += the product of one pair of each row of `left` and 64 pairs of `right`. Six rows keep 24 of the 32
/// registers busy with sums, which hides an addition's latency.
template <int rows>
CAIRN_AVX512_INLINE void addProducts(__m512 (&sums)[rows][panelVectors], const BFloat16 *left,
                                     std::int64_t rowDistance, const BFloat16 *right)
{
    __m512bh factors[panelVectors];
#pragma GCC unroll 4
    for (int i = 0; i < panelVectors; ++i)
        factors[i] = loadPairs(right + i * lanes * 2);
#pragma GCC unroll 8
    for (int row = 0; row < rows; ++row) {
        const __m512bh factor = repeatedPair(left + row * rowDistance);
#pragma GCC unroll 4
        for (int i = 0; i < panelVectors; ++i)
            sums[row][i] = _mm512_dpbf16_ps(sums[row][i], factor, factors[i]);
    }
}

/// The sums, row after row, to where rows of 64 lie.
template <int rows>
CAIRN_AVX512_INLINE void storeSums(const __m512 (&sums)[rows][panelVectors], float *to)
{
#pragma GCC unroll 8
    for (int row = 0; row < rows; ++row)
#pragma GCC unroll 4
        for (int i = 0; i < panelVectors; ++i)
            store(to + (row * panelVectors + i) * lanes, sums[row][i]);
}

/// Not a number stays one, as with LibTorch.
CAIRN_AVX512_INLINE __m512 relu(__m512 values)
{
    return _mm512_mask_mov_ps(values, _mm512_cmp_ps_mask(values, _mm512_setzero_ps(), _CMP_LT_OQ),
                              _mm512_setzero_ps());
}

} // namespace cairn::avx512
#endif
