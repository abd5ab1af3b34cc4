// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/fusedstem.h"

#include "core/engine/runtime/avx512.h"

namespace cairn::fusedstem {

#ifdef CAIRN_BFLOAT16_PRODUCTS

using namespace avx512;

namespace {

constexpr std::int64_t stride = 2;
constexpr std::int64_t padding = side / 2;
constexpr std::int64_t blockColumns = 6; // that are computed together
constexpr std::int64_t keptRows = 3; // that pooling looks at

/// The larger; not a number, if one of them is none, as with LibTorch's pooling.
CAIRN_AVX512_INLINE __m512 larger(__m512 a, __m512 b)
{
    const __mmask16 second = _mm512_cmp_ps_mask(b, a, _CMP_GT_OQ) | _mm512_cmp_ps_mask(b, b, _CMP_UNORD_Q);
    return _mm512_mask_mov_ps(a, second, b);
}

/// Rows of an image with zeros at their sides, as many as a filter sees; a row's place is its number's rest.
struct PaddedRows
{
    const Image &image;
    BFloat16 *values;

    std::int64_t length() const { return (image.width + side) * inputs; }
    BFloat16 *row(std::int64_t y) const { return values + y % side * length(); }

    void fill(std::int64_t y) const
    {
        BFloat16 *to = row(y);
        const std::int64_t pixels = image.width * inputs;
        const std::int64_t left = padding * inputs;
        for (std::int64_t i = 0; i < left; ++i)
            to[i] = 0;
        __builtin_memcpy(to + left, image.pixels + y * pixels, std::size_t(pixels) * sizeof(BFloat16));
        for (std::int64_t i = left + pixels; i < length(); ++i)
            to[i] = 0;
    }
};

/// The rows of the image that one row of filters sees.
struct Window
{
    std::int64_t top; ///< may lie above the image
    IndexRange inside; ///< those of the image
};

/// Results [x, x + columns) of one row of the convolution.
template <int columns>
CAIRN_AVX512_INLINE void convolveColumns(const PaddedRows &rows, const Window &window, std::int64_t x,
                                         const Weights &weights, float *to)
{
    __m512 sums[columns][panelVectors];
#pragma GCC unroll 8
    for (int column = 0; column < columns; ++column)
#pragma GCC unroll 4
        for (int i = 0; i < panelVectors; ++i)
            sums[column][i] = load(weights.bias + i * lanes);
    for (std::int64_t y = window.inside.first; y < window.inside.end; ++y) {
        const BFloat16 *pixels = rows.row(y) + x * stride * inputs;
        const BFloat16 *filterRow = weights.filters + (y - window.top) * pairs * outputs * 2;
        for (std::int64_t pair = 0; pair < pairs; ++pair)
            addProducts(sums, pixels + pair * 2, stride * inputs, filterRow + pair * outputs * 2);
    }
    storeSums(sums, to + x * outputs);
}

CAIRN_AVX512_INLINE void convolveRow(const PaddedRows &rows, std::int64_t y, const Weights &weights,
                                     float *to)
{
    const std::int64_t width = rows.image.convolvedWidth();
    const std::int64_t top = y * stride - padding;
    const std::int64_t bottom = top + side < rows.image.height ? top + side : rows.image.height;
    const Window window{top, {top < 0 ? 0 : top, bottom}};
    std::int64_t x = 0;
    for (; x + blockColumns <= width; x += blockColumns)
        convolveColumns<blockColumns>(rows, window, x, weights, to);
    for (; x < width; ++x)
        convolveColumns<1>(rows, window, x, weights, to);
}

/// One row of the result from `rows` of the convolution.
CAIRN_AVX512_INLINE void poolRow(const Image &image, const float *convolved, IndexRange rows, BFloat16 *to)
{
    const std::int64_t width = image.convolvedWidth();
    const std::int64_t pooledWidth = image.pooledWidth();
    const auto [first, end] = rows;
    for (std::int64_t column = 0; column < pooledWidth; ++column) {
        const std::int64_t left = column == 0 ? 0 : column * stride - 1;
        const std::int64_t right = column * stride + 2 < width ? column * stride + 2 : width;
        for (std::int64_t lane = 0; lane < outputs; lane += lanes) {
            __m512 largest = load(convolved + (first % keptRows * width + left) * outputs + lane);
            for (std::int64_t y = first; y < end; ++y)
                for (std::int64_t x = left; x < right; ++x)
                    largest = larger(largest, load(convolved + (y % keptRows * width + x) * outputs + lane));
            store(to + column * outputs + lane, avx512::relu(largest));
        }
    }
}

} // namespace

void packFilters(const BFloat16 *filters, BFloat16 *to)
{
    constexpr std::int64_t rowValues = side * inputs;
    for (std::int64_t output = 0; output < outputs; ++output)
        for (std::int64_t y = 0; y < side; ++y)
            for (std::int64_t i = 0; i < pairs * 2; ++i)
                to[((y * pairs + i / 2) * outputs + output) * 2 + i % 2]
                    = i < rowValues ? filters[(output * side + y) * rowValues + i] : BFloat16(0);
}

CAIRN_AVX512 void pooledRows(const Image &image, const Weights &weights, IndexRange pooled,
                             const WorkMemory &work, BFloat16 *to)
{
    const std::int64_t width = image.convolvedWidth();
    const PaddedRows rows{image, work.padded};
    std::int64_t nextConvolved = pooled.first == 0 ? 0 : pooled.first * stride - 1;
    std::int64_t nextPadded = nextConvolved * stride - padding;
    if (nextPadded < 0)
        nextPadded = 0;
    for (std::int64_t y = pooled.first; y < pooled.end; ++y, to += image.pooledWidth() * outputs) {
        const std::int64_t top = y == 0 ? 0 : y * stride - 1;
        const std::int64_t bottom
            = y * stride + 2 < image.convolvedHeight() ? y * stride + 2 : image.convolvedHeight();
        for (; nextConvolved < bottom; ++nextConvolved) {
            for (; nextPadded <= nextConvolved * stride + padding && nextPadded < image.height; ++nextPadded)
                rows.fill(nextPadded);
            convolveRow(rows, nextConvolved, weights,
                        work.convolved + nextConvolved % keptRows * width * outputs);
        }
        poolRow(image, work.convolved, {top, bottom}, to);
    }
}

#else

void packFilters(const BFloat16 *, BFloat16 *) { }
void pooledRows(const Image &, const Weights &, IndexRange, const WorkMemory &, BFloat16 *) { }

#endif

} // namespace cairn::fusedstem
