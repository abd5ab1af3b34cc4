#include "core/engine/winograd.h"

#include "core/engine/winogradtiles.h"

#include <ATen/autocast_mode.h>
#include <ATen/Parallel.h>

#include <algorithm>

namespace cairn {

namespace {

constexpr int planes = 36;
// Transformed tiles are worked through in blocks that stay in the processor's cache, but not so small that
// the products become slow.
constexpr int64_t blockFloats = 4 << 20;
constexpr int64_t smallestBlock = 64;
// Transforming the weights must pay.
constexpr int64_t worthwhileTiles = 32;
constexpr int64_t parallelTiles = 8;
constexpr int64_t parallelFilters = 4;

torch::Tensor lastChannels(const torch::Tensor &tensor)
{
    return tensor.contiguous(torch::MemoryFormat::ChannelsLast);
}

TileGrid gridOf(const torch::Tensor &pictures)
{
    return {pictures.size(2), pictures.size(3), pictures.size(1)};
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
        transformWeights(filters.data_ptr<float>(), inputs, first, end, rotated, to.data_ptr<float>(),
                         outputs * inputs);
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
            transformInputTiles(grid, from.data_ptr<float>(), begin, stop,
                                tileValues.data_ptr<float>() + (begin - first) * grid.channels,
                                block * grid.channels);
        });
        eachPlane([&](int64_t plane) {
            torch::Tensor product = products[plane].narrow(0, 0, end - first);
            torch::mm_out(product, tileValues[plane].narrow(0, 0, end - first), weights[plane]);
        });
        at::parallel_for(first, end, parallelTiles, [&](int64_t begin, int64_t stop) {
            writeOutputTiles(toGrid, products.data_ptr<float>() + (begin - first) * outputs, block * outputs,
                             shift, begin, stop, to.data_ptr<float>());
        });
    });
    return to;
}

// K×C×3×3
torch::Tensor weightGradient(const torch::Tensor &x, const torch::Tensor &gradient)
{
    const torch::Tensor from = lastChannels(x);
    const TileGrid grid = gridOf(from);
    const TileGrid gradientGrid = gridOf(gradient);
    const int64_t inputs = grid.channels;
    const int64_t outputs = gradientGrid.channels;
    const int64_t tiles = from.size(0) * grid.tiles();
    const int64_t block = blockOf(tiles, inputs + outputs);
    const torch::Tensor tileValues = planesOf(block, inputs);
    const torch::Tensor gradientValues = planesOf(block, outputs);
    const torch::Tensor sums = planesOf(outputs, inputs);
    eachBlock(tiles, block, [&](int64_t first, int64_t end) {
        at::parallel_for(first, end, parallelTiles, [&](int64_t begin, int64_t stop) {
            transformInputTiles(grid, from.data_ptr<float>(), begin, stop,
                                tileValues.data_ptr<float>() + (begin - first) * inputs, block * inputs);
            transformGradientTiles(gradientGrid, gradient.data_ptr<float>(), begin, stop,
                                   gradientValues.data_ptr<float>() + (begin - first) * outputs,
                                   block * outputs);
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
        writeWeightGradients(sums.data_ptr<float>(), outputs * inputs, inputs, first, end,
                             to.data_ptr<float>());
    });
    return to;
}

class WinogradFunction : public torch::autograd::Function<WinogradFunction>
{
public:
    static torch::Tensor forward(torch::autograd::AutogradContext *context, const torch::Tensor &x,
                                 const torch::Tensor &weight)
    {
        context->save_for_backward({x, weight});
        return filtered(x, transformedWeights(weight, false).transpose(1, 2), {});
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                   const torch::autograd::variable_list &gradients)
    {
        const auto saved = context->get_saved_variables();
        const torch::Tensor gradient = lastChannels(gradients[0]);
        torch::Tensor ofInput;
        torch::Tensor ofWeight;
        if (context->needs_input_grad(0))
            ofInput = filtered(gradient, transformedWeights(saved[1], true), {});
        if (context->needs_input_grad(1))
            ofWeight = weightGradient(saved[0], gradient);
        return {ofInput, ofWeight};
    }
};

bool isPair(const torch::ExpandingArray<2> &pair, int64_t value)
{
    return (*pair)[0] == value && (*pair)[1] == value;
}

bool suits(const torch::nn::Conv2d &convolution, const torch::Tensor &x)
{
    const auto &options = convolution->options;
    const auto *padding
        = get_if<torch::ExpandingArray<2>>(&options.padding()); // of c10 or std, as LibTorch's age is
    return x.is_cpu() && x.scalar_type() == torch::kFloat
        && convolution->weight.scalar_type() == torch::kFloat && isPair(options.kernel_size(), 3)
        && isPair(options.stride(), 1) && padding != nullptr && isPair(*padding, 1)
        && options.in_channels() % 8 == 0 && options.out_channels() % 8 == 0 && x.dim() == 4
        && x.size(0) * gridOf(x).tiles() >= worthwhileTiles && !at::autocast::is_cpu_enabled();
}

} // namespace

torch::Tensor winogradConvolution(const torch::Tensor &x, const torch::Tensor &weight,
                                  const torch::Tensor &bias)
{
    if (!torch::GradMode::is_enabled())
        return filtered(x, transformedWeights(weight, false).transpose(1, 2), bias);
    const torch::Tensor y = WinogradFunction::apply(x, weight);
    return bias.defined() ? y + bias.view({1, -1, 1, 1}) : y;
}

torch::Tensor convolve(torch::nn::Conv2d &convolution, const torch::Tensor &x)
{
    if (!suits(convolution, x))
        return convolution->forward(x);
    return winogradConvolution(x, convolution->weight, convolution->bias);
}

} // namespace cairn
