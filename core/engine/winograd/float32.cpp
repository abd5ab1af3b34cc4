// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/winograd/float32.h"

#include "core/engine/winograd/float32tiles.h"

#include <ATen/Parallel.h>
#include <torch/utils.h>

#include <algorithm>

namespace cairn::winogradfloat32 {

using namespace float32tiles;

namespace {

// Transformed tiles are worked through in blocks that stay in the processor's cache, but not so small that
// the products become slow.
constexpr int64_t blockFloats = 4 << 20;
constexpr int64_t smallestBlock = 64;
constexpr int64_t parallelTiles = 8;
constexpr int64_t parallelFilters = 4;

torch::Tensor lastChannels(const torch::Tensor &tensor)
{
    return tensor.contiguous(torch::MemoryFormat::ChannelsLast);
}

TileGrid gridOf(const torch::Tensor &images)
{
    return {images.size(2), images.size(3), images.size(1), float32tiles::outputs};
}

torch::Tensor planesOf(int64_t rows, int64_t columns)
{
    return torch::empty({planes, rows, columns});
}

int64_t blockOf(int64_t tiles, int64_t channels)
{
    return std::clamp(blockFloats / (planes * channels), std::min(smallestBlock, tiles), tiles);
}

/// Calls work(first, end) for blocks of tiles.
template <typename Work>
void eachBlock(int64_t tiles, int64_t block, Work &&work)
{
    for (int64_t first = 0; first < tiles; first += block)
        work(first, std::min(first + block, tiles));
}

/// The products of the 36 planes, one a thread: small enough that BLAS's own threads would only wait for each
/// other.
template <typename Product>
void eachPlane(Product &&product)
{
    at::parallel_for(0, planes, 1, [&](int64_t first, int64_t end) {
        const torch::NoGradGuard noGrad;
        for (int64_t plane = first; plane < end; ++plane)
            product(plane);
    });
}

// 36 × K × C, from K×C×3×3
torch::Tensor transformedWeights(const torch::Tensor &weight, bool rotated)
{
    const torch::Tensor filters = lastChannels(weight);
    const int64_t outputs = filters.size(0);
    const int64_t inputs = filters.size(1);
    const torch::Tensor to = planesOf(outputs, inputs);
    at::parallel_for(0, outputs, parallelFilters, [&](int64_t first, int64_t end) {
        transformWeights(filters.data_ptr<float>(), inputs, {first, end}, rotated,
                         {.values = to.data_ptr<float>(), .distance = outputs * inputs});
    });
    return to;
}

/// x through filters whose planes are `weights` (inputs × outputs, as the product needs them).
torch::Tensor filtered(const torch::Tensor &x, const torch::Tensor &weights, const torch::Tensor &bias)
{
    const torch::Tensor from = lastChannels(x);
    const TileGrid grid = gridOf(from);
    const int64_t outputs = weights.size(2);
    TileGrid toGrid = grid;
    toGrid.channels = outputs;
    const torch::Tensor to = torch::empty({from.size(0), outputs, grid.height, grid.width},
                                          from.options().memory_format(torch::MemoryFormat::ChannelsLast));
    const int64_t tiles = from.size(0) * grid.tiles();
    const int64_t block = blockOf(tiles, grid.channels + outputs);
    const torch::Tensor tileValues = planesOf(block, grid.channels);
    const torch::Tensor products = planesOf(block, outputs);
    const float *shift = bias.defined() ? bias.data_ptr<float>() : nullptr;
    eachBlock(tiles, block, [&](int64_t first, int64_t end) {
        at::parallel_for(first, end, parallelTiles, [&](int64_t begin, int64_t stop) {
            transformInputTiles(grid, from.data_ptr<float>(), {begin, stop},
                                {.values = tileValues.data_ptr<float>() + (begin - first) * grid.channels,
                                 .distance = block * grid.channels});
        });
        eachPlane([&](int64_t plane) {
            torch::Tensor product = products[plane].narrow(0, 0, end - first);
            torch::mm_out(product, tileValues[plane].narrow(0, 0, end - first), weights[plane]);
        });
        at::parallel_for(first, end, parallelTiles, [&](int64_t begin, int64_t stop) {
            writeOutputTiles(toGrid,
                             {.values = products.data_ptr<float>() + (begin - first) * outputs,
                              .distance = block * outputs},
                             shift, {begin, stop}, to.data_ptr<float>());
        });
    });
    return to;
}

} // namespace

torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias)
{
    return filtered(x, transformedWeights(weight, false).transpose(1, 2), bias);
}

torch::Tensor inputGradient(const torch::Tensor &gradient, const torch::Tensor &weight)
{
    return filtered(gradient, transformedWeights(weight, true), {});
}

torch::Tensor weightGradient(const torch::Tensor &x, const torch::Tensor &gradient)
{
    const torch::Tensor from = lastChannels(x);
    const TileGrid grid = gridOf(from);
    const torch::Tensor ofOutput = lastChannels(gradient);
    const TileGrid gradientGrid = gridOf(ofOutput);
    const int64_t inputs = grid.channels;
    const int64_t outputs = gradientGrid.channels;
    const int64_t tiles = from.size(0) * grid.tiles();
    const int64_t block = blockOf(tiles, inputs + outputs);
    const torch::Tensor tileValues = planesOf(block, inputs);
    const torch::Tensor gradientValues = planesOf(block, outputs);
    const torch::Tensor sums = planesOf(outputs, inputs);
    eachBlock(tiles, block, [&](int64_t first, int64_t end) {
        at::parallel_for(first, end, parallelTiles, [&](int64_t begin, int64_t stop) {
            transformInputTiles(grid, from.data_ptr<float>(), {begin, stop},
                                {.values = tileValues.data_ptr<float>() + (begin - first) * inputs,
                                 .distance = block * inputs});
            transformGradientTiles(gradientGrid, ofOutput.data_ptr<float>(), {begin, stop},
                                   {.values = gradientValues.data_ptr<float>() + (begin - first) * outputs,
                                    .distance = block * outputs});
        });
        eachPlane([&](int64_t plane) {
            torch::Tensor sum = sums[plane];
            const torch::Tensor left = gradientValues[plane].narrow(0, 0, end - first).t();
            const torch::Tensor right = tileValues[plane].narrow(0, 0, end - first);
            if (first == 0)
                torch::mm_out(sum, left, right);
            else
                sum.addmm_(left, right);
        });
    });
    const torch::Tensor to
        = torch::empty({outputs, inputs, 3, 3}, x.options().memory_format(torch::MemoryFormat::ChannelsLast));
    at::parallel_for(0, outputs, parallelFilters, [&](int64_t first, int64_t end) {
        writeWeightGradients({.values = sums.data_ptr<float>(), .distance = outputs * inputs}, inputs,
                             {first, end}, to.data_ptr<float>());
    });
    return to;
}

} // namespace cairn::winogradfloat32
