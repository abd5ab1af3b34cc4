#include "core/engine/winograd/bfloat16tiles.h"

#include "core/engine/avx512.h"

namespace cairn::bfloat16tiles {

#ifdef CAIRN_BFLOAT16_PRODUCTS

using namespace avx512;

namespace {

constexpr int side = 4; // of a tile with its border
// Six rows of four vectors keep 24 of the 32 registers busy with sums, which hides an addition's latency.
constexpr int blockRows = 6;
constexpr int panelVectors = panel / lanes;

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

struct TilePlace
{
    CAIRN_AVX512_INLINE TilePlace(const TileGrid &grid, std::int64_t tile)
        : picture(tile / grid.tiles())
        , top(tile % grid.tiles() / grid.columns() * outputs)
        , left(tile % grid.columns() * outputs)
    {
    }
    const std::int64_t picture, top, left; // of the results, without the border
};

/// Where the pixels of one tile lie; null outside the picture.
template <int size>
struct TilePixels
{
    CAIRN_AVX512_INLINE void place(const TileGrid &grid, const BFloat16 *pictures, std::int64_t tile)
    {
        constexpr int border = (size - outputs) / 2;
        const TilePlace at(grid, tile);
        for (int i = 0; i < size * size; ++i) {
            const std::int64_t y = at.top - border + i / size;
            const std::int64_t x = at.left - border + i % size;
            const bool inside = y >= 0 && y < grid.height && x >= 0 && x < grid.width;
            values[i] = inside ? pictures + ((at.picture * grid.height + y) * grid.width + x) * grid.channels
                               : nullptr;
        }
    }
    CAIRN_AVX512_INLINE void load(std::int64_t channel, __m512 *to) const
    {
#pragma GCC unroll 16
        for (int i = 0; i < size * size; ++i)
            to[i] = values[i] ? avx512::load(values[i] + channel) : _mm512_setzero_ps();
    }
    const BFloat16 *values[size * size] = {};
};

/// Four rows of a picture; neighbouring tiles share the half of their columns, transformed once.
struct TileRow
{
    CAIRN_AVX512_INLINE TileRow(const TileGrid &tileGrid, const BFloat16 *pictures, std::int64_t tile)
        : grid(tileGrid)
    {
        const TilePlace at(grid, tile);
        for (int i = 0; i < side; ++i) {
            const std::int64_t y = at.top - 1 + i;
            rows[i] = y >= 0 && y < grid.height
                ? pictures + (at.picture * grid.height + y) * grid.width * grid.channels
                : nullptr;
        }
    }
    /// Bᵀ of the column x.
    CAIRN_AVX512_INLINE void column(std::int64_t x, std::int64_t channel, __m512 *out) const
    {
        const bool inside = x >= 0 && x < grid.width;
        __m512 values[side];
#pragma GCC unroll 4
        for (int i = 0; i < side; ++i)
            values[i] = inside && rows[i] ? load(rows[i] + x * grid.channels + channel) : _mm512_setzero_ps();
        InputMatrix::apply(values, 1, out);
    }
    const TileGrid &grid;
    const BFloat16 *rows[side];
};

template <typename Matrix>
CAIRN_AVX512_INLINE void toPanel(const TileGrid &grid, const BFloat16 *pictures, std::int64_t first,
                                 std::int64_t end, std::int64_t channel, BFloat16 *to)
{
    constexpr int from = Matrix::from;
    const std::int64_t plane = (end - first + 1) / 2 * panel * 2;
    for (std::int64_t tile = first; tile < end; tile += 2, to += panel * 2) {
        TilePixels<from> even;
        TilePixels<from> odd;
        even.place(grid, pictures, tile);
        if (tile + 1 < end)
            odd.place(grid, pictures, tile + 1);
        for (std::int64_t lane = 0; lane < panel; lane += lanes) {
            __m512 square[from * from];
            __m512 values[2][planes];
            even.load(channel + lane, square);
            transform<Matrix>(square, values[0]);
            odd.load(channel + lane, square);
            transform<Matrix>(square, values[1]);
#pragma GCC unroll 16
            for (int i = 0; i < planes; ++i)
                storePairs(to + i * plane + lane * 2, values[0][i], values[1][i]);
        }
    }
}

template <int rows>
CAIRN_AVX512_INLINE void multiplyRows(const PairMatrix &left, const BFloat16 *right, std::int64_t pairs,
                                      bool add, float *to)
{
    __m512 sums[rows][panelVectors];
#pragma GCC unroll 8
    for (int row = 0; row < rows; ++row)
#pragma GCC unroll 4
        for (int i = 0; i < panelVectors; ++i)
            sums[row][i] = add ? load(to + row * panel + i * lanes) : _mm512_setzero_ps();
    for (std::int64_t pair = 0; pair < pairs; ++pair) {
        __m512bh factors[panelVectors];
#pragma GCC unroll 4
        for (int i = 0; i < panelVectors; ++i)
            factors[i] = loadPairs(right + (pair * panel + i * lanes) * 2);
#pragma GCC unroll 8
        for (int row = 0; row < rows; ++row) {
            const __m512bh factor
                = repeatedPair(left.values + row * left.rowDistance + pair * left.pairDistance);
#pragma GCC unroll 4
            for (int i = 0; i < panelVectors; ++i)
                sums[row][i] = _mm512_dpbf16_ps(sums[row][i], factor, factors[i]);
        }
    }
#pragma GCC unroll 8
    for (int row = 0; row < rows; ++row)
#pragma GCC unroll 4
        for (int i = 0; i < panelVectors; ++i)
            store(to + row * panel + i * lanes, sums[row][i]);
}

template <typename Value>
CAIRN_AVX512_INLINE void loadFilter(const Value *filters, std::int64_t inputs, std::int64_t filter,
                                    std::int64_t channel, bool turned, __m512 *to)
{
#pragma GCC unroll 9
    for (int i = 0; i < 9; ++i)
        to[turned ? 8 - i : i] = load(filters + (filter * 9 + i) * inputs + channel);
}

/// One filter's values of 16 channels to where its neighbours' lie.
template <typename Value>
CAIRN_AVX512_INLINE void packChannels(const Value *filters, std::int64_t inputs, std::int64_t filter,
                                      std::int64_t channel, BFloat16 *to)
{
    __m512 square[9];
    __m512 values[planes];
    loadFilter(filters, inputs, filter, channel, false, square);
    transform<FilterMatrix>(square, values);
    for (int i = 0; i < planes; ++i) {
        BFloat16 pairs[lanes];
        store(pairs, values[i]);
        BFloat16 *place
            = to + ((filter / panel * planes + i) * inputs + channel) * panel + filter % panel * 2;
        for (int pair = 0; pair < lanes / 2; ++pair)
            __builtin_memcpy(place + pair * panel * 2, pairs + pair * 2, 2 * sizeof(BFloat16));
    }
}

template <typename Value>
CAIRN_AVX512_INLINE void pack(const Value *filters, std::int64_t inputs, std::int64_t first, std::int64_t end,
                              BFloat16 *to)
{
    // Channels in the outer loop: filters that share lines of memory follow each other.
    for (std::int64_t start = first; start < end; start += lanes) {
        const std::int64_t stop = start + lanes < end ? start + lanes : end;
        for (std::int64_t channel = 0; channel < inputs; channel += lanes) {
            for (std::int64_t filter = start; filter < stop; ++filter)
                packChannels(filters, inputs, filter, channel, to);
        }
    }
}

} // namespace

bool hasBFloat16Products()
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512bf16");
}

CAIRN_AVX512 void inputRows(const TileGrid &grid, const BFloat16 *pictures, std::int64_t first,
                            std::int64_t end, BFloat16 *to, std::int64_t plane)
{
    while (first < end) {
        const TileRow row(grid, pictures, first);
        const std::int64_t start = first % grid.columns();
        const std::int64_t inRow = grid.columns() - start;
        const std::int64_t stop = start + (inRow < end - first ? inRow : end - first);
        // Two vectors at a time, which fill a line of memory.
        constexpr int vectors = 2;
        for (std::int64_t channel = 0; channel < grid.channels; channel += vectors * lanes) {
            __m512 columns[vectors][side * side]; // column after column
#pragma GCC unroll 2
            for (int v = 0; v < vectors; ++v) {
                row.column(start * outputs - 1, channel + v * lanes, columns[v] + 2 * side);
                row.column(start * outputs, channel + v * lanes, columns[v] + 3 * side);
            }
            BFloat16 *place = to + channel;
            for (std::int64_t tile = start; tile < stop; ++tile, place += grid.channels) {
#pragma GCC unroll 2
                for (int v = 0; v < vectors; ++v) {
#pragma GCC unroll 8
                    for (int i = 0; i < 2 * side; ++i)
                        columns[v][i] = columns[v][i + 2 * side];
                    row.column(tile * outputs + 1, channel + v * lanes, columns[v] + 2 * side);
                    row.column(tile * outputs + 2, channel + v * lanes, columns[v] + 3 * side);
                }
#pragma GCC unroll 4
                for (int y = 0; y < side; ++y) {
#pragma GCC unroll 2
                    for (int v = 0; v < vectors; ++v) {
                        __m512 values[side];
                        InputMatrix::apply(columns[v] + y, side, values);
#pragma GCC unroll 4
                        for (int x = 0; x < side; ++x)
                            store(place + (y * side + x) * plane + v * lanes, values[x]);
                    }
                }
            }
        }
        to += (stop - start) * grid.channels;
        first += stop - start;
    }
}

CAIRN_AVX512 void inputPanel(const TileGrid &grid, const BFloat16 *pictures, std::int64_t first,
                             std::int64_t end, std::int64_t channel, BFloat16 *to)
{
    toPanel<InputMatrix>(grid, pictures, first, end, channel, to);
}

CAIRN_AVX512 void gradientPanel(const TileGrid &grid, const BFloat16 *pictures, std::int64_t first,
                                std::int64_t end, std::int64_t channel, BFloat16 *to)
{
    toPanel<GradientMatrix>(grid, pictures, first, end, channel, to);
}

CAIRN_AVX512 void multiply(const PairMatrix &left, std::int64_t rows, const BFloat16 *right,
                           std::int64_t pairs, bool add, float *to)
{
    PairMatrix rest = left;
    for (; rows >= blockRows; rows -= blockRows) {
        multiplyRows<blockRows>(rest, right, pairs, add, to);
        rest.values += blockRows * left.rowDistance;
        to += blockRows * panel;
    }
    switch (rows) {
    case 5:
        return multiplyRows<5>(rest, right, pairs, add, to);
    case 4:
        return multiplyRows<4>(rest, right, pairs, add, to);
    case 3:
        return multiplyRows<3>(rest, right, pairs, add, to);
    case 2:
        return multiplyRows<2>(rest, right, pairs, add, to);
    case 1:
        return multiplyRows<1>(rest, right, pairs, add, to);
    default:
        return;
    }
}

CAIRN_AVX512 void writeOutputs(const TileGrid &grid, const float *from, std::int64_t plane,
                               std::int64_t channel, std::int64_t first, std::int64_t end,
                               const OutputTail &tail, BFloat16 *pictures)
{
    for (std::int64_t tile = first; tile < end; ++tile, from += panel) {
        const TilePlace at(grid, tile);
        for (std::int64_t lane = 0; lane < panel; lane += lanes) {
            __m512 square[planes];
            __m512 values[outputs * outputs];
#pragma GCC unroll 16
            for (int i = 0; i < planes; ++i)
                square[i] = load(from + i * plane + lane);
            transform<OutputMatrix>(square, values);
            const __m512 bias = tail.bias ? load(tail.bias + channel + lane) : _mm512_setzero_ps();
#pragma GCC unroll 4
            for (int i = 0; i < outputs * outputs; ++i) {
                const std::int64_t y = at.top + i / outputs;
                const std::int64_t x = at.left + i % outputs;
                if (y >= grid.height || x >= grid.width)
                    continue;
                const std::int64_t pixel
                    = ((at.picture * grid.height + y) * grid.width + x) * grid.channels + channel + lane;
                __m512 value = values[i] + bias;
                if (tail.residual)
                    value += load(tail.residual + pixel);
                store(pictures + pixel, tail.relu ? avx512::relu(value) : value);
            }
        }
    }
}

CAIRN_AVX512 void packFilters(const float *filters, std::int64_t inputs, std::int64_t first, std::int64_t end,
                              BFloat16 *to)
{
    pack(filters, inputs, first, end, to);
}

CAIRN_AVX512 void packFilters(const BFloat16 *filters, std::int64_t inputs, std::int64_t first,
                              std::int64_t end, BFloat16 *to)
{
    pack(filters, inputs, first, end, to);
}

CAIRN_AVX512 void packTurnedFilters(const float *filters, std::int64_t outputCount, std::int64_t inputs,
                                    std::int64_t first, std::int64_t end, BFloat16 *to)
{
    for (std::int64_t filter = first; filter < end; filter += 2) {
        for (std::int64_t channel = 0; channel < inputs; channel += lanes) {
            __m512 square[9];
            __m512 values[2][planes];
            for (int odd = 0; odd < 2; ++odd) {
                loadFilter(filters, inputs, filter + odd, channel, true, square);
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

CAIRN_AVX512 void writeFilterGradients(const float *sums, std::int64_t count, std::int64_t distance,
                                       std::int64_t outputCount, std::int64_t inputs, std::int64_t first,
                                       std::int64_t end, float *to)
{
    for (std::int64_t filter = first; filter < end; ++filter) {
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

bool hasBFloat16Products()
{
    return false;
}

void inputRows(const TileGrid &, const BFloat16 *, std::int64_t, std::int64_t, BFloat16 *, std::int64_t) { }
void inputPanel(const TileGrid &, const BFloat16 *, std::int64_t, std::int64_t, std::int64_t, BFloat16 *) { }
void gradientPanel(const TileGrid &, const BFloat16 *, std::int64_t, std::int64_t, std::int64_t, BFloat16 *)
{
}
void multiply(const PairMatrix &, std::int64_t, const BFloat16 *, std::int64_t, bool, float *) { }
void writeOutputs(const TileGrid &, const float *, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                  const OutputTail &, BFloat16 *)
{
}
void packFilters(const float *, std::int64_t, std::int64_t, std::int64_t, BFloat16 *) { }
void packFilters(const BFloat16 *, std::int64_t, std::int64_t, std::int64_t, BFloat16 *) { }
void packTurnedFilters(const float *, std::int64_t, std::int64_t, std::int64_t, std::int64_t, BFloat16 *) { }
void writeFilterGradients(const float *, std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                          std::int64_t, float *)
{
}

#endif

} // namespace cairn::bfloat16tiles
