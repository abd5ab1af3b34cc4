// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/mixing.h"

#include "core/imaging/examplerandom.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace cairn {

namespace {

// Keeps these numbers apart from those that vary and shuffle images.
constexpr quint64 mixStream = ~0ULL - 1;

double normal(ExampleRandom &random)
{
    const double radius = std::sqrt(-2 * std::log(1 - random.uniform(0, 1)));
    return radius * std::cos(2 * std::numbers::pi * random.uniform(0, 1));
}

/// Marsaglia and Tsang 2000, "A simple method for generating gamma variables".
double gamma(double shape, ExampleRandom &random)
{
    if (shape < 1)
        return gamma(shape + 1, random) * std::pow(1 - random.uniform(0, 1), 1 / shape);
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    while (true) {
        const double x = normal(random);
        const double v = std::pow(1 + c * x, 3);
        if (v > 0 && std::log(1 - random.uniform(0, 1)) < x * x / 2 + d - d * v + d * std::log(v))
            return d * v;
    }
}

double beta(double alpha, ExampleRandom &random)
{
    const double a = gamma(alpha, random);
    const double b = gamma(alpha, random);
    return a + b > 0 ? a / (a + b) : 0.5; // both underflow where α is tiny
}

torch::Tensor permutation(int64_t count, ExampleRandom &random)
{
    std::vector<int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), int64_t(0));
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[std::size_t(random.below(int(i)))]);
    return torch::tensor(order);
}

MixedBatch mixup(const Batch &batch, double alpha, ExampleRandom &random)
{
    const int64_t count = batch.images.size(0);
    const torch::Tensor other = permutation(count, random).to(batch.images.device());
    std::vector<float> shares;
    for (int64_t i = 0; i < count; ++i) {
        const double share = beta(alpha, random);
        shares.push_back(float(std::max(share, 1 - share)));
    }
    const torch::Tensor share = torch::tensor(shares).to(batch.images.device());
    return {at::lerp(batch.images.index_select(0, other), batch.images, share.view({-1, 1, 1, 1})),
            batch.labels, batch.labels.index_select(0, other), share};
}

struct Span
{
    int64_t begin = 0;
    int64_t length = 0;
};

/// `length` around a random center, cut off at the image's edges.
Span randomSpan(int64_t side, double ratio, ExampleRandom &random)
{
    const int64_t length = std::lround(double(side) * ratio);
    const int64_t center = std::lround(random.uniform(0, 1) * double(side));
    const int64_t begin = std::clamp(center - length / 2, int64_t(0), side);
    const int64_t end = std::clamp(center + length / 2, int64_t(0), side);
    return {begin, end - begin};
}

MixedBatch cutmix(const Batch &batch, double alpha, ExampleRandom &random)
{
    const torch::Tensor other = permutation(batch.images.size(0), random).to(batch.images.device());
    const double ratio = std::sqrt(1 - beta(alpha, random));
    const int64_t height = batch.images.size(2);
    const int64_t width = batch.images.size(3);
    const Span x = randomSpan(width, ratio, random);
    const Span y = randomSpan(height, ratio, random);
    torch::Tensor images = batch.images.clone();
    images.narrow(2, y.begin, y.length)
        .narrow(3, x.begin, x.length)
        .copy_(batch.images.narrow(2, y.begin, y.length).narrow(3, x.begin, x.length).index_select(0, other));
    const double share = 1 - double(x.length * y.length) / double(width * height);
    return {images, batch.labels, batch.labels.index_select(0, other),
            at::full({batch.images.size(0)}, share, batch.images.options())};
}

} // namespace

MixedBatch mixBatch(const Batch &batch, const Regularization &regularization, quint64 seed, qint64 step,
                    int rank)
{
    ExampleRandom random(seed, quint64(step), mixStream - quint64(rank));
    if (regularization.mixup > 0)
        return mixup(batch, regularization.mixup, random);
    if (regularization.cutmix > 0)
        return cutmix(batch, regularization.cutmix, random);
    return {batch.images, batch.labels, {}, {}};
}

torch::Tensor mixedLoss(const torch::Tensor &logits, const MixedBatch &batch, double labelSmoothing)
{
    if (!batch.otherLabels.defined())
        return torch::cross_entropy_loss(logits, batch.labels, {}, at::Reduction::Mean, -100, labelSmoothing);
    const auto losses = [&](const torch::Tensor &labels) {
        return torch::cross_entropy_loss(logits, labels, {}, at::Reduction::None, -100, labelSmoothing);
    };
    return at::lerp(losses(batch.otherLabels), losses(batch.labels), batch.share).mean();
}

} // namespace cairn
