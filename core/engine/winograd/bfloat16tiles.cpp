// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/winograd/bfloat16tiles.h"

#include "core/engine/winograd/bfloat16transforms.h"

namespace cairn::bfloat16tiles {

#ifdef CAIRN_BFLOAT16_PRODUCTS

using namespace avx512;

namespace {

static_assert(panel == panelVectors * lanes);

struct TilePlace
{
    CAIRN_AVX512_INLINE TilePlace(const TileGrid &grid, std::int64_t tile)
        : image(tile / grid.tiles())
        , top(tile % grid.tiles() / grid.columns() * outputs)
        , left(tile % grid.columns() * outputs)
    {
    }
    const std::int64_t image, top, left; // of the results, without the border
};

/// Those of some tiles that lie in the same row of tiles as the first.
struct TilesOfRow
{
    CAIRN_AVX512_INLINE TilesOfRow(const TileGrid &grid, IndexRange tiles)
        : image(tiles.first / grid.tiles())
        , top(tiles.first % grid.tiles() / grid.columns() * outputs)
        , start(tiles.first % grid.columns())
        , stop(start + tiles.end - tiles.first < grid.columns() ? start + tiles.end - tiles.first
                                                                : grid.columns())
    {
    }
    const std::int64_t image, top; // of the results, without the border
    const std::int64_t start, stop; // columns of tiles
};

/// Where the pixels of one tile lie; null outside the image.
template <int size>
struct TilePixels
{
    CAIRN_AVX512_INLINE void place(const TileGrid &grid, const BFloat16 *images, std::int64_t tile)
    {
        constexpr int border = (size - outputs) / 2;
        const TilePlace at(grid, tile);
        for (int i = 0; i < size * size; ++i) {
            const std::int64_t y = at.top - border + i / size;
            const std::int64_t x = at.left - border + i % size;
            const bool inside = y >= 0 && y < grid.height && x >= 0 && x < grid.width;
            values[i]
                = inside ? images + ((at.image * grid.height + y) * grid.width + x) * grid.channels : nullptr;
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

/// Four rows of an image; neighboring tiles share the half of their columns, transformed once.
struct TileRow
{
    CAIRN_AVX512_INLINE TileRow(const TileGrid &tileGrid, const BFloat16 *images, const TilesOfRow &tiles)
        : grid(tileGrid)
    {
        for (int i = 0; i < side; ++i) {
            const std::int64_t y = tiles.top - 1 + i;
            rows[i] = y >= 0 && y < grid.height
                ? images + (tiles.image * grid.height + y) * grid.width * grid.channels
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
CAIRN_AVX512_INLINE void toPanel(const TileGrid &grid, const BFloat16 *images, IndexRange tiles,
                                 std::int64_t channel, BFloat16 *to)
{
    constexpr int from = Matrix::from;
    const auto [first, end] = tiles;
    const std::int64_t plane = (end - first + 1) / 2 * panel * 2;
    for (std::int64_t tile = first; tile < end; tile += 2, to += panel * 2) {
        TilePixels<from> even;
        TilePixels<from> odd;
        even.place(grid, images, tile);
        if (tile + 1 < end)
            odd.place(grid, images, tile + 1);
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
CAIRN_AVX512_INLINE void multiplyRows(const PairMatrix &left, const BFloat16 *right, bool add, float *to)
{
    const std::int64_t pairs = left.pairs;
    __m512 sums[rows][panelVectors];
#pragma GCC unroll 8
    for (int row = 0; row < rows; ++row)
#pragma GCC unroll 4
        for (int i = 0; i < panelVectors; ++i)
            sums[row][i] = add ? load(to + row * panel + i * lanes) : _mm512_setzero_ps();
    for (std::int64_t pair = 0; pair < pairs; ++pair)
        addProducts(sums, left.values + pair * left.pairDistance, left.rowDistance, right + pair * panel * 2);
    storeSums(sums, to);
}

CAIRN_AVX512_INLINE void writeOutput(__m512 value, const OutputTail &tail, std::int64_t place,
                                     BFloat16 *images)
{
    if (tail.residual)
        value += load(tail.residual + place);
    store(images + place, tail.relu ? avx512::relu(value) : value);
}

} // namespace

bool hasBFloat16Products()
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512bf16");
}

CAIRN_AVX512 void inputRows(const TileGrid &grid, const BFloat16 *images, IndexRange range,
                            const Planes<BFloat16> &planesOfTiles)
{
    auto [to, plane] = planesOfTiles;
    while (range.first < range.end) {
        const TilesOfRow tiles(grid, range);
        const TileRow row(grid, images, tiles);
        // Two vectors at a time, which fill a line of memory.
        constexpr int vectors = 2;
        for (std::int64_t channel = 0; channel < grid.channels; channel += vectors * lanes) {
            __m512 columns[vectors][side * side]; // column after column
#pragma GCC unroll 2
            for (int v = 0; v < vectors; ++v) {
                row.column(tiles.start * outputs - 1, channel + v * lanes, columns[v] + 2 * side);
                row.column(tiles.start * outputs, channel + v * lanes, columns[v] + 3 * side);
            }
            BFloat16 *place = to + channel;
            for (std::int64_t tile = tiles.start; tile < tiles.stop; ++tile, place += grid.channels) {
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
        to += (tiles.stop - tiles.start) * grid.channels;
        range.first += tiles.stop - tiles.start;
    }
}

CAIRN_AVX512 void inputPanel(const TileGrid &grid, const BFloat16 *images, IndexRange tiles,
                             std::int64_t channel, BFloat16 *to)
{
    toPanel<InputMatrix>(grid, images, tiles, channel, to);
}

CAIRN_AVX512 void gradientPanel(const TileGrid &grid, const BFloat16 *images, IndexRange tiles,
                                std::int64_t channel, BFloat16 *to)
{
    toPanel<GradientMatrix>(grid, images, tiles, channel, to);
}

CAIRN_AVX512 void multiply(const PairMatrix &left, const BFloat16 *right, bool add, float *to)
{
    PairMatrix rest = left;
    for (; rest.rows >= rowsAtOnce; rest.rows -= rowsAtOnce) {
        multiplyRows<rowsAtOnce>(rest, right, add, to);
        rest.values += rowsAtOnce * rest.rowDistance;
        to += rowsAtOnce * panel;
    }
    switch (rest.rows) {
    case 5:
        return multiplyRows<5>(rest, right, add, to);
    case 4:
        return multiplyRows<4>(rest, right, add, to);
    case 3:
        return multiplyRows<3>(rest, right, add, to);
    case 2:
        return multiplyRows<2>(rest, right, add, to);
    case 1:
        return multiplyRows<1>(rest, right, add, to);
    default:
        return;
    }
}

CAIRN_AVX512 void writeOutputs(const TileGrid &grid, const ProductPanel &products, const OutputTail &tail,
                               BFloat16 *images)
{
    auto [from, plane] = products.planes;
    const std::int64_t channel = products.channel;
    IndexRange tiles = products.tiles;
    while (tiles.first < tiles.end) {
        const TilesOfRow row(grid, tiles);
        const bool lower = row.top + 1 < grid.height;
        std::int64_t pixel
            = ((row.image * grid.height + row.top) * grid.width + row.start * outputs) * grid.channels
            + channel;
        for (std::int64_t tile = row.start; tile < row.stop; ++tile, from += panel) {
            const bool right = tile * outputs + 1 < grid.width;
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
                    const std::int64_t place
                        = pixel + (i / outputs * grid.width + i % outputs) * grid.channels + lane;
                    if ((i / outputs == 0 || lower) && (i % outputs == 0 || right))
                        writeOutput(values[i] + bias, tail, place, images);
                }
            }
            pixel += outputs * grid.channels;
        }
        tiles.first += row.stop - row.start;
    }
}

#else

bool hasBFloat16Products()
{
    return false;
}

void inputRows(const TileGrid &, const BFloat16 *, IndexRange, const Planes<BFloat16> &) { }
void inputPanel(const TileGrid &, const BFloat16 *, IndexRange, std::int64_t, BFloat16 *) { }
void gradientPanel(const TileGrid &, const BFloat16 *, IndexRange, std::int64_t, BFloat16 *) { }
void multiply(const PairMatrix &, const BFloat16 *, bool, float *) { }
void writeOutputs(const TileGrid &, const ProductPanel &, const OutputTail &, BFloat16 *) { }

#endif

} // namespace cairn::bfloat16tiles
