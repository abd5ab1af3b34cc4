// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/winograd/float32tiles.h"

#include <algorithm>

// The loops work on eight channels at once; each processor gets the variant that its registers suit.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CAIRN_VARIANTS __attribute__((target_clones("arch=haswell", "default")))
#else
#define CAIRN_VARIANTS
#endif

namespace cairn::float32tiles {

namespace {

constexpr std::int64_t lanes = 8;
constexpr int side = 6; // of a tile with its border

using Lanes = float __attribute__((vector_size(lanes * sizeof(float)), aligned(sizeof(float)), may_alias));

#define CAIRN_INLINE [[gnu::always_inline]] inline

CAIRN_INLINE const Lanes &lanesAt(const float *values)
{
    return *reinterpret_cast<const Lanes *>(values);
}

CAIRN_INLINE Lanes &lanesAt(float *values)
{
    return *reinterpret_cast<Lanes *>(values);
}

/// One of the matrices, applied to a vector whose elements lie `stride` apart.
struct InputMatrix // Bᵀ
{
    static constexpr int from = side;
    static constexpr int to = side;
    CAIRN_INLINE static void apply(const Lanes *d, int stride, Lanes *out)
    {
        const Lanes d0 = d[0], d1 = d[stride], d2 = d[2 * stride], d3 = d[3 * stride], d4 = d[4 * stride],
                    d5 = d[5 * stride];
        out[0] = 4 * d0 - 5 * d2 + d4;
        out[1] = d4 + d3 - 4 * (d1 + d2);
        out[2] = d4 - d3 + 4 * (d1 - d2);
        out[3] = d4 - d2 + 2 * (d3 - d1);
        out[4] = d4 - d2 + 2 * (d1 - d3);
        out[5] = 4 * d1 - 5 * d3 + d5;
    }
};

struct OutputMatrix // Aᵀ
{
    static constexpr int from = side;
    static constexpr int to = outputs;
    CAIRN_INLINE static void apply(const Lanes *m, int stride, Lanes *out)
    {
        const Lanes sum1 = m[stride] + m[2 * stride], difference1 = m[stride] - m[2 * stride],
                    sum2 = m[3 * stride] + m[4 * stride], difference2 = m[3 * stride] - m[4 * stride];
        out[0] = m[0] + sum1 + sum2;
        out[1] = difference1 + 2 * difference2;
        out[2] = sum1 + 4 * sum2;
        out[3] = difference1 + 8 * difference2 + m[5 * stride];
    }
};

struct GradientMatrix // A
{
    static constexpr int from = outputs;
    static constexpr int to = side;
    CAIRN_INLINE static void apply(const Lanes *g, int stride, Lanes *out)
    {
        const Lanes even1 = g[0] + g[2 * stride], odd1 = g[stride] + g[3 * stride],
                    even2 = g[0] + 4 * g[2 * stride], odd2 = 2 * g[stride] + 8 * g[3 * stride];
        out[0] = g[0];
        out[1] = even1 + odd1;
        out[2] = even1 - odd1;
        out[3] = even2 + odd2;
        out[4] = even2 - odd2;
        out[5] = g[3 * stride];
    }
};

struct WeightMatrix // G
{
    static constexpr int from = 3;
    static constexpr int to = side;
    CAIRN_INLINE static void apply(const Lanes *w, int stride, Lanes *out)
    {
        const Lanes even = (w[0] + w[2 * stride]) * (1.F / 6), odd = w[stride] * (1.F / 6),
                    far = w[0] * (1.F / 24) + w[2 * stride] * (1.F / 6), near = w[stride] * (1.F / 12);
        out[0] = w[0] * 0.25F;
        out[1] = -even - odd;
        out[2] = odd - even;
        out[3] = far + near;
        out[4] = far - near;
        out[5] = w[2 * stride];
    }
};

struct WeightGradientMatrix // Gᵀ
{
    static constexpr int from = side;
    static constexpr int to = 3;
    CAIRN_INLINE static void apply(const Lanes *u, int stride, Lanes *out)
    {
        const Lanes sum1 = (u[stride] + u[2 * stride]) * (1.F / 6), sum2 = u[3 * stride] + u[4 * stride];
        out[0] = u[0] * 0.25F - sum1 + sum2 * (1.F / 24);
        out[1] = (u[2 * stride] - u[stride]) * (1.F / 6) + (u[3 * stride] - u[4 * stride]) * (1.F / 12);
        out[2] = sum2 * (1.F / 6) - sum1 + u[5 * stride];
    }
};

/// M·x·Mᵀ of a square of `from` × `from`, row by row.
template <typename Matrix>
CAIRN_INLINE void transform(const Lanes *square, Lanes *out)
{
    constexpr int from = Matrix::from;
    constexpr int to = Matrix::to;
    Lanes columns[to * from]; // column after column
    for (int x = 0; x < from; ++x)
        Matrix::apply(square + x, from, columns + x * to);
    for (int y = 0; y < to; ++y)
        Matrix::apply(columns + y, to, out + y * to);
}

/// Where the pixels of one tile lie; null outside the image.
template <int size>
struct TilePixels
{
    CAIRN_INLINE TilePixels(const TileGrid &grid, std::int64_t tile, int border)
    {
        const std::int64_t image = tile / grid.tiles();
        const std::int64_t inImage = tile % grid.tiles();
        const std::int64_t top = inImage / grid.columns() * outputs - border;
        const std::int64_t left = inImage % grid.columns() * outputs - border;
        for (int i = 0; i < size * size; ++i) {
            const std::int64_t y = top + i / size;
            const std::int64_t x = left + i % size;
            const bool inside = y >= 0 && y < grid.height && x >= 0 && x < grid.width;
            offsets[i] = inside ? ((image * grid.height + y) * grid.width + x) * grid.channels : -1;
        }
    }
    std::int64_t offsets[size * size];
};

template <typename Matrix, int border>
CAIRN_INLINE void toPlanes(const TileGrid &grid, const float *images, IndexRange tiles,
                           const Planes<float> &transformed)
{
    constexpr int from = Matrix::from;
    auto [to, plane] = transformed;
    for (std::int64_t tile = tiles.first; tile < tiles.end; ++tile, to += grid.channels) {
        const TilePixels<from> pixels(grid, tile, border);
        for (std::int64_t channel = 0; channel < grid.channels; channel += lanes) {
            Lanes square[from * from];
            Lanes values[side * side];
            for (int i = 0; i < from * from; ++i)
                square[i] = pixels.offsets[i] < 0 ? Lanes{} : lanesAt(images + pixels.offsets[i] + channel);
            transform<Matrix>(square, values);
            for (int i = 0; i < side * side; ++i)
                lanesAt(to + i * plane + channel) = values[i];
        }
    }
}

} // namespace

CAIRN_VARIANTS
void transformInputTiles(const TileGrid &grid, const float *images, IndexRange tiles, const Planes<float> &to)
{
    toPlanes<InputMatrix, 1>(grid, images, tiles, to);
}

CAIRN_VARIANTS
void transformGradientTiles(const TileGrid &grid, const float *images, IndexRange tiles,
                            const Planes<float> &to)
{
    toPlanes<GradientMatrix, 0>(grid, images, tiles, to);
}

CAIRN_VARIANTS
void writeOutputTiles(const TileGrid &grid, const Planes<const float> &products, const float *bias,
                      IndexRange tiles, float *images)
{
    auto [from, plane] = products;
    for (std::int64_t tile = tiles.first; tile < tiles.end; ++tile, from += grid.channels) {
        const TilePixels<outputs> pixels(grid, tile, 0);
        for (std::int64_t channel = 0; channel < grid.channels; channel += lanes) {
            Lanes square[side * side];
            Lanes values[outputs * outputs];
            for (int i = 0; i < side * side; ++i)
                square[i] = lanesAt(from + i * plane + channel);
            transform<OutputMatrix>(square, values);
            const Lanes shift = bias ? lanesAt(bias + channel) : Lanes{};
            for (int i = 0; i < outputs * outputs; ++i) {
                if (pixels.offsets[i] >= 0)
                    lanesAt(images + pixels.offsets[i] + channel) = values[i] + shift;
            }
        }
    }
}

CAIRN_VARIANTS
void transformWeights(const float *weights, std::int64_t inputs, IndexRange range, bool rotated,
                      const Planes<float> &transformed)
{
    const auto [to, plane] = transformed;
    for (std::int64_t filter = range.first; filter < range.end; ++filter) {
        for (std::int64_t channel = 0; channel < inputs; channel += lanes) {
            Lanes square[9];
            Lanes values[side * side];
            for (int i = 0; i < 9; ++i)
                square[rotated ? 8 - i : i] = lanesAt(weights + (filter * 9 + i) * inputs + channel);
            transform<WeightMatrix>(square, values);
            for (int i = 0; i < side * side; ++i)
                lanesAt(to + i * plane + filter * inputs + channel) = values[i];
        }
    }
}

CAIRN_VARIANTS
void writeWeightGradients(const Planes<const float> &gradients, std::int64_t inputs, IndexRange range,
                          float *weights)
{
    const auto [from, plane] = gradients;
    for (std::int64_t filter = range.first; filter < range.end; ++filter) {
        for (std::int64_t channel = 0; channel < inputs; channel += lanes) {
            Lanes square[side * side];
            Lanes values[9];
            for (int i = 0; i < side * side; ++i)
                square[i] = lanesAt(from + i * plane + filter * inputs + channel);
            transform<WeightGradientMatrix>(square, values);
            for (int i = 0; i < 9; ++i)
                lanesAt(weights + (filter * 9 + i) * inputs + channel) = values[i];
        }
    }
}

} // namespace cairn::float32tiles
