// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/sharednorm.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace cairn {

namespace {

/// Of one batch in all processes, on the device of the batch.
struct Statistics
{
    torch::Tensor mean; ///< C, float32
    torch::Tensor variance; ///< C, float32: of the batch itself, divided by its count
    torch::Tensor count; ///< of values a channel: one number, double
};

// A process has Σ1, Σx and Σx² of its share from mean and variance, which torch computes well in one pass; in
// double, the small difference of large sums that the variance of all is loses nothing.
Statistics statisticsOfAll(const torch::Tensor &x, SumOverPeers &peers)
{
    const int64_t channels = x.size(1);
    torch::Tensor sums = torch::zeros({2 * channels + 1}, x.options().dtype(torch::kDouble));
    torch::Tensor sum = sums.narrow(0, 0, channels);
    torch::Tensor squares = sums.narrow(0, channels, channels);
    torch::Tensor count = sums[2 * channels];
    if (peers.hasImages) {
        // It wants running statistics to say in which type it computes, and leaves them alone at momentum 0.
        const torch::Tensor zeros = torch::zeros({channels}, x.options().dtype(torch::kFloat));
        const auto [mean, variance] = at::batch_norm_update_stats(x, zeros, zeros.clone(), 0);
        const torch::Tensor ownMean = mean.to(torch::kDouble);
        count.fill_(double(x.numel() / channels));
        sum.copy_(ownMean * count);
        squares.copy_((variance.to(torch::kDouble) + ownMean.square()) * count);
    }
    peers.sum(sums);
    const torch::Tensor divisor = count.clamp_min(1);
    const torch::Tensor mean = sum / divisor;
    const torch::Tensor variance = (squares / divisor - mean.square()).clamp_min(0);
    return {mean.to(torch::kFloat), variance.to(torch::kFloat), count.clone()};
}

torch::Tensor normalized(const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias,
                         const Statistics &all, double epsilon)
{
    return at::batch_norm(x, weight, bias, all.mean, all.variance, false, 0, epsilon,
                          at::globalContext().userEnabledCuDNN());
}

// Per channel, for tensors N×C and N×C×H×W.
torch::Tensor beside(const torch::Tensor &x, const torch::Tensor &ofChannels)
{
    std::vector<int64_t> shape(std::size_t(x.dim()), 1);
    shape[1] = -1;
    return ofChannels.view(shape);
}

// A line of memory that holds values of one channel.
template <typename T>
void subtractOfOneChannel(T *__restrict from, const T *__restrict x, float slope, float offset, int64_t count)
{
    for (int64_t i = 0; i < count; ++i)
        from[i] = T(float(from[i]) - (slope * float(x[i]) + offset));
}

// A line of memory that holds one value of each channel.
template <typename T>
void subtractOfAllChannels(T *__restrict from, const T *__restrict x, const float *__restrict slopes,
                           const float *__restrict offsets, int64_t count)
{
    for (int64_t i = 0; i < count; ++i)
        from[i] = T(float(from[i]) - (slopes[i] * float(x[i]) + offsets[i]));
}

template <typename T>
void subtractInMemory(torch::Tensor &from, const torch::Tensor &x, const torch::Tensor &slope,
                      const torch::Tensor &offset, bool channelsLast)
{
    const int64_t channels = x.size(1);
    const int64_t length = channelsLast ? channels : x.numel() / (x.size(0) * channels);
    T *const values = from.data_ptr<T>();
    const T *const inputs = x.data_ptr<T>();
    const float *const slopes = slope.data_ptr<float>(), *const offsets = offset.data_ptr<float>();
    const int64_t grain = std::max<int64_t>(1, 16384 / length);
    at::parallel_for(0, x.numel() / length, grain, [&](int64_t begin, int64_t end) {
        for (int64_t line = begin; line < end; ++line) {
            T *const to = values + line * length;
            const T *const input = inputs + line * length;
            if (channelsLast)
                subtractOfAllChannels(to, input, slopes, offsets, length);
            else
                subtractOfOneChannel(to, input, slopes[line % channels], offsets[line % channels], length);
        }
    });
}

/// from − (slope · x + offset), slope and offset per channel. In one pass over the memory where that is
/// possible: as torch's operations, this alone cost a tenth of a training step.
torch::Tensor subtractLinear(torch::Tensor from, const torch::Tensor &x, const torch::Tensor &slope,
                             const torch::Tensor &offset)
{
    const auto lies
        = [&](torch::MemoryFormat format) { return from.is_contiguous(format) && x.is_contiguous(format); };
    const bool channelsLast = x.dim() == 4 && lies(torch::MemoryFormat::ChannelsLast);
    const bool inMemory = x.is_cpu() && x.numel() > 0 && from.scalar_type() == x.scalar_type()
        && (channelsLast || lies(torch::MemoryFormat::Contiguous));
    const torch::Tensor slopes = slope.to(torch::kFloat), offsets = offset.to(torch::kFloat);
    if (inMemory && x.scalar_type() == torch::kFloat)
        subtractInMemory<float>(from, x, slopes, offsets, channelsLast);
    else if (inMemory && x.scalar_type() == torch::kBFloat16)
        subtractInMemory<c10::BFloat16>(from, x, slopes, offsets, channelsLast);
    else
        from = from.to(torch::kFloat)
                   .sub(beside(x, offsets))
                   .addcmul_(x.to(torch::kFloat), beside(x, slopes), -1)
                   .to(x.scalar_type());
    return from;
}

/// What is no tensor of autograd's.
struct SharedBatch
{
    Statistics statistics;
    double epsilon = 0;
    c10::intrusive_ptr<SumOverPeers> peers;
};

/// Normalization by given statistics, which depend on the batch: with x̂ = (x − μ)/σ and g the gradient at
/// the output, the gradient at x is γ/σ · (g − mean(g) − x̂ · mean(g·x̂)), means over the batch of all.
class Normalization : public torch::autograd::Function<Normalization>
{
public:
    static torch::Tensor forward(torch::autograd::AutogradContext *context, const torch::Tensor &x,
                                 const torch::Tensor &weight, const torch::Tensor &bias,
                                 const SharedBatch &batch)
    {
        const Statistics &all = batch.statistics;
        context->save_for_backward({x, weight, all.mean, all.variance, all.count});
        context->saved_data["epsilon"] = batch.epsilon;
        context->saved_data["peers"] = c10::IValue::make_capsule(batch.peers);
        context->saved_data["hasImages"] = batch.peers->hasImages;
        return normalized(x, weight, bias, all, batch.epsilon);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                   const torch::autograd::variable_list &gradients)
    {
        const auto saved = context->get_saved_variables();
        const torch::Tensor &x = saved[0], &weight = saved[1], &mean = saved[2], &variance = saved[3];
        const double epsilon = context->saved_data["epsilon"].toDouble();
        const auto peers
            = c10::static_intrusive_pointer_cast<SumOverPeers>(context->saved_data["peers"].toCapsule());

        // What it is where the statistics are constants: γ/σ · g, Σ g·x̂ and Σ g of this process's share.
        auto [atX, atWeight, atBias] = at::native_batch_norm_backward(
            gradients[0], x, weight, mean, variance, {}, {}, false, epsilon, {true, true, true});
        torch::Tensor sums = torch::stack({atWeight, atBias}).to(torch::kDouble);
        peers->sum(sums);
        const torch::Tensor deviation = (variance.to(torch::kDouble) + epsilon).sqrt();
        const torch::Tensor means = sums / saved[4].clamp_min(1) * (weight.to(torch::kDouble) / deviation);
        const torch::Tensor slope = means[0] / deviation;
        const torch::Tensor offset = means[1] - mean.to(torch::kDouble) * slope;
        atX = subtractLinear(std::move(atX), x, slope, offset);
        if (!context->saved_data["hasImages"].toBool())
            atX.zero_(); // nothing of this share is in the statistics
        return {atX, atWeight, atBias, {}};
    }
};

} // namespace

torch::Tensor syncBatchNorm(const torch::Tensor &x, const NormState &norm,
                            const c10::intrusive_ptr<SumOverPeers> &peers)
{
    Statistics all;
    {
        const torch::NoGradGuard noGrad;
        all = statisticsOfAll(x, *peers);
        // Running statistics take the unbiased variance; a batch of nothing leaves them alone.
        const torch::Tensor momentum = norm.options.momentum().value() * all.count.clamp_max(1);
        const torch::Tensor unbiased = all.variance * (all.count / (all.count - 1).clamp_min(1));
        norm.runningMean.add_((all.mean - norm.runningMean) * momentum);
        norm.runningVariance.add_((unbiased - norm.runningVariance) * momentum);
    }
    return Normalization::apply(x, norm.weight, norm.bias, SharedBatch{all, norm.options.eps(), peers});
}

} // namespace cairn
