// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The matrices of F(2×2, 3×3) for the files of its kernels: included by their .cpp files only.

#include "core/engine/runtime/avx512.h"
#include "core/engine/winograd/bfloat16tiles.h"

#ifdef CAIRN_BFLOAT16_PRODUCTS

namespace cairn::bfloat16tiles {

using namespace avx512;

constexpr int side = 4; // of a tile with its border

/// even[0], odd[0], even[1], odd[1], …
CAIRN_AVX512_INLINE void storePairs(BFloat16 *to, __m512 even, __m512 odd)
{
    const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23,
                                           7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    const __m512i both = reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(odd, even));
    _mm512_storeu_si512(to, _mm512_permutexvar_epi16(order, both));
}

/// One of the matrices, applied to a vector whose elements lie `stride` apart.
struct InputMatrix // Bᵀ
{
    static constexpr int from = side;
    static constexpr int to = side;
    CAIRN_AVX512_INLINE static void apply(const __m512 *d, int stride, __m512 *out)
    {
        out[0] = d[0] - d[2 * stride];
        out[1] = d[stride] + d[2 * stride];
        out[2] = d[2 * stride] - d[stride];
        out[3] = d[stride] - d[3 * stride];
    }
};

struct OutputMatrix // Aᵀ
{
    static constexpr int from = side;
    static constexpr int to = outputs;
    CAIRN_AVX512_INLINE static void apply(const __m512 *m, int stride, __m512 *out)
    {
        out[0] = m[0] + m[stride] + m[2 * stride];
        out[1] = m[stride] - m[2 * stride] - m[3 * stride];
    }
};

struct GradientMatrix // A
{
    static constexpr int from = outputs;
    static constexpr int to = side;
    CAIRN_AVX512_INLINE static void apply(const __m512 *g, int stride, __m512 *out)
    {
        out[0] = g[0];
        out[1] = g[0] + g[stride];
        out[2] = g[0] - g[stride];
        out[3] = -g[stride];
    }
};

struct FilterMatrix // G
{
    static constexpr int from = 3;
    static constexpr int to = side;
    CAIRN_AVX512_INLINE static void apply(const __m512 *w, int stride, __m512 *out)
    {
        const __m512 outer = (w[0] + w[2 * stride]) * 0.5F;
        const __m512 middle = w[stride] * 0.5F;
        out[0] = w[0];
        out[1] = outer + middle;
        out[2] = outer - middle;
        out[3] = w[2 * stride];
    }
};

struct FilterGradientMatrix // Gᵀ
{
    static constexpr int from = side;
    static constexpr int to = 3;
    CAIRN_AVX512_INLINE static void apply(const __m512 *u, int stride, __m512 *out)
    {
        const __m512 sum = (u[stride] + u[2 * stride]) * 0.5F;
        out[0] = u[0] + sum;
        out[1] = (u[stride] - u[2 * stride]) * 0.5F;
        out[2] = sum + u[3 * stride];
    }
};

/// M·x·Mᵀ of a square of `from` × `from`, row by row.
template <typename Matrix>
CAIRN_AVX512_INLINE void transform(const __m512 *square, __m512 *out)
{
    constexpr int from = Matrix::from;
    constexpr int to = Matrix::to;
    __m512 columns[to * from]; // column after column
#pragma GCC unroll 4
    for (int x = 0; x < from; ++x)
        Matrix::apply(square + x, from, columns + x * to);
#pragma GCC unroll 4
    for (int y = 0; y < to; ++y)
        Matrix::apply(columns + y, to, out + y * to);
}

} // namespace cairn::bfloat16tiles

#endif
