// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/winograd/bfloat16.h"

#include "core/engine/runtime/parallelfor.h"
#include "core/engine/winograd/bfloat16filters.h"
#include "core/engine/winograd/bfloat16tiles.h"

#include <ATen/Parallel.h>
#include <torch/utils.h>

#include <algorithm>

namespace cairn::winogradbfloat16 {

using namespace bfloat16filters;
using namespace bfloat16tiles;

namespace {

// Transformed tiles and their products are worked through in blocks that stay in a core's own cache.
constexpr int64_t blockBytes = 900 << 10;
constexpr int64_t smallestBlock = 24;
constexpr int64_t largestBlock = 96;
// Planes whose distance is a multiple of 4096 bytes would push each other out of the first-level cache.
constexpr int64_t lineBytes = 64;
constexpr int64_t gradientBlock = 128;
// The weights' gradient is summed in parts, one a thread. Their number does not depend on the threads, so
// that the bits depend on the shapes alone.
constexpr int64_t gradientParts = 8;
constexpr int64_t parallelFilters = 4;

torch::Tensor lastChannels(const torch::Tensor &tensor)
{
    return tensor.contiguous(torch::MemoryFormat::ChannelsLast);
}

TileGrid gridOf(const torch::Tensor &images)
{
    return {images.size(2), images.size(3), images.size(1), outputs};
}

torch::Tensor values(int64_t count)
{
    return torch::empty({count}, torch::kBFloat16);
}

BFloat16 *bitsOf(const torch::Tensor &tensor)
{
    return reinterpret_cast<BFloat16 *>(tensor.data_ptr<at::BFloat16>());
}

/// Parts of `size` that hold `count`.
int64_t partsFor(int64_t count, int64_t size)
{
    return (count + size - 1) / size;
}

int64_t inPairs(int64_t tiles)
{
    return (tiles + 1) / 2 * 2;
}

torch::Tensor packed(const torch::Tensor &weight, bool turned)
{
    const torch::Tensor filters = lastChannels(weight);
    const int64_t outputCount = filters.size(0);
    const int64_t inputCount = filters.size(1);
    const int64_t panels = (turned ? inputCount : outputCount) / panel;
    const torch::Tensor to = values(planes * outputCount * inputCount).view({panels, -1});
    at::parallel_for(0, outputCount / packedFilters, 1, [&](int64_t begin, int64_t stop) {
        const IndexRange range{begin * packedFilters, stop * packedFilters};
        if (turned)
            packTurnedFilters(filters.data_ptr<float>(), outputCount, inputCount, range, bitsOf(to));
        else if (filters.scalar_type() == torch::kFloat)
            packFilters(filters.data_ptr<float>(), inputCount, range, bitsOf(to));
        else
            packFilters(bitsOf(filters), inputCount, range, bitsOf(to));
    });
    return to;
}

/// x through packed filters.
torch::Tensor filtered(const torch::Tensor &x, const torch::Tensor &filters, const OutputTail &tail)
{
    const int64_t outputCount = filters.size(0) * panel;
    const torch::Tensor from = lastChannels(x);
    const TileGrid grid = gridOf(from);
    TileGrid toGrid = grid;
    toGrid.channels = outputCount;
    const torch::Tensor to = torch::empty({from.size(0), outputCount, grid.height, grid.width},
                                          from.options().memory_format(torch::MemoryFormat::ChannelsLast));
    const int64_t tileBytes
        = planes * (grid.channels * int64_t(sizeof(BFloat16)) + panel * int64_t(sizeof(float)));
    const int64_t block
        = std::clamp(blockBytes / tileBytes, smallestBlock, largestBlock) / rowsAtOnce * rowsAtOnce;
    const int64_t tiles = from.size(0) * grid.tiles();
    parallelFor(partsFor(tiles, block), [&](auto &&nextPart) {
        const int64_t plane = block * grid.channels + lineBytes / int64_t(sizeof(BFloat16));
        const int64_t productPlane = block * panel + lineBytes / int64_t(sizeof(float));
        const torch::Tensor rows = values(planes * plane);
        const torch::Tensor products = torch::empty({planes * productPlane});
        while (const std::optional<int64_t> part = nextPart()) {
            const IndexRange range{*part * block, std::min((*part + 1) * block, tiles)};
            inputRows(grid, bitsOf(from), range, {.values = bitsOf(rows), .distance = plane});
            for (int64_t channel = 0; channel < outputCount; channel += panel) {
                const BFloat16 *right = bitsOf(filters) + channel * planes * grid.channels;
                for (int i = 0; i < planes; ++i) {
                    multiply({.values = bitsOf(rows) + i * plane,
                              .rows = range.end - range.first,
                              .pairs = grid.channels / 2,
                              .rowDistance = grid.channels,
                              .pairDistance = 2},
                             right + i * grid.channels * panel, false,
                             products.data_ptr<float>() + i * productPlane);
                }
                writeOutputs(toGrid,
                             {.planes = {.values = products.data_ptr<float>(), .distance = productPlane},
                              .tiles = range,
                              .channel = channel},
                             tail, bitsOf(to));
            }
        }
    });
    return to;
}

struct Images
{
    TileGrid grid;
    const BFloat16 *values = nullptr;
};

/// `tiles` of the panel of inputs that begins with `channel`, and of all outputs, into planes × K × panel.
void sumGradients(const Images &x, const Images &gradient, IndexRange tiles, int64_t channel, float *sums)
{
    const int64_t outputCount = gradient.grid.channels;
    const torch::Tensor inputs = values(planes * gradientBlock * panel);
    const torch::Tensor ofOutputs = values(planes * gradientBlock * panel);
    for (int64_t first = tiles.first; first < tiles.end; first += gradientBlock) {
        const IndexRange block{first, std::min(first + gradientBlock, tiles.end)};
        const int64_t pairs = inPairs(block.end - block.first) / 2;
        inputPanel(x.grid, x.values, block, channel, bitsOf(inputs));
        for (int64_t output = 0; output < outputCount; output += panel) {
            gradientPanel(gradient.grid, gradient.values, block, output, bitsOf(ofOutputs));
            for (int i = 0; i < planes; ++i) {
                multiply({.values = bitsOf(ofOutputs) + i * pairs * panel * 2,
                          .rows = panel,
                          .pairs = pairs,
                          .rowDistance = 2,
                          .pairDistance = panel * 2},
                         bitsOf(inputs) + i * pairs * panel * 2, first > tiles.first,
                         sums + (i * outputCount + output) * panel);
            }
        }
    }
}

} // namespace

torch::Tensor transformedFilters(const torch::Tensor &weight)
{
    return packed(weight, false);
}

torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &transformed, const torch::Tensor &bias,
                      const torch::Tensor &residual, bool relu)
{
    const torch::Tensor shift = bias.defined() ? bias.to(torch::kFloat) : bias;
    const torch::Tensor added = residual.defined() ? lastChannels(residual.to(torch::kBFloat16)) : residual;
    OutputTail tail;
    tail.bias = shift.defined() ? shift.data_ptr<float>() : nullptr;
    tail.residual = added.defined() ? bitsOf(added) : nullptr;
    tail.relu = relu;
    return filtered(x, transformed, tail);
}

torch::Tensor inputGradient(const torch::Tensor &gradient, const torch::Tensor &weight)
{
    return filtered(gradient, packed(weight, true), {});
}

torch::Tensor weightGradient(const torch::Tensor &x, const torch::Tensor &gradient)
{
    const torch::Tensor images = lastChannels(x);
    const torch::Tensor gradients = lastChannels(gradient);
    const TileGrid grid = gridOf(images);
    const TileGrid gradientGrid = gridOf(gradients);
    const int64_t inputCount = grid.channels;
    const int64_t outputCount = gradientGrid.channels;
    const int64_t tiles = images.size(0) * grid.tiles();
    const int64_t panels = inputCount / panel;
    const int64_t tilesAPart = inPairs(partsFor(tiles, std::max<int64_t>(gradientParts / panels, 1)));
    const int64_t parts = partsFor(tiles, tilesAPart);
    const torch::Tensor sums = torch::empty({parts, panels, planes, outputCount, panel});
    parallelFor(parts * panels, [&](auto &&nextPart) {
        while (const std::optional<int64_t> part = nextPart()) {
            const int64_t begin = *part / panels * tilesAPart;
            sumGradients({grid, bitsOf(images)}, {gradientGrid, bitsOf(gradients)},
                         {begin, std::min(begin + tilesAPart, tiles)}, *part % panels * panel,
                         sums.data_ptr<float>() + *part * planes * outputCount * panel);
        }
    });
    const torch::Tensor to
        = torch::empty({outputCount, inputCount, 3, 3},
                       torch::TensorOptions().memory_format(torch::MemoryFormat::ChannelsLast));
    at::parallel_for(0, outputCount, parallelFilters, [&](int64_t first, int64_t end) {
        writeFilterGradients({.values = sums.data_ptr<float>(),
                              .count = parts,
                              .distance = planes * outputCount * inputCount,
                              .outputs = outputCount,
                              .inputs = inputCount},
                             {first, end}, to.data_ptr<float>());
    });
    return to;
}

} // namespace cairn::winogradbfloat16
