// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/distributed/gradientsum.h"

#include <torch/csrc/autograd/utils/lambda_post_hook.h>
#include <torch/csrc/autograd/variable.h>

namespace cairn {

namespace {

using Variables = torch::autograd::variable_list;

constexpr int64_t bucketBytes = 25 << 20;

int64_t bytesOf(const torch::Tensor &tensor)
{
    return tensor.numel() * int64_t(tensor.element_size());
}

} // namespace

GradientSum::GradientSum(Network &network, Peers &peers)
    : m_peers(peers)
{
    const std::vector<torch::Tensor> parameters = network->parameters();
    for (auto parameter = parameters.rbegin(); parameter != parameters.rend(); ++parameter) {
        if (parameter->requires_grad())
            m_parameters.push_back(*parameter);
    }
    m_ready.assign(m_parameters.size(), false);
    int64_t bytes = bucketBytes;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        if (bytes >= bucketBytes) {
            m_buckets.push_back({i, i});
            bytes = 0;
        }
        bytes += bytesOf(m_parameters[i]);
        m_buckets.back().end = i + 1;
        // After its gradient was accumulated: where it lies as the parameter does, whichever layout the
        // backward pass brought, so that it is rearranged once.
        m_accumulators.push_back(torch::autograd::impl::grad_accumulator(m_parameters[i]));
        m_hooks.push_back(
            m_accumulators.back()->add_post_hook(std::make_unique<torch::autograd::utils::LambdaPostHook>(
                [this, i](const Variables &outputs, const Variables &) {
                    ready(i);
                    return outputs;
                })));
    }
    for (Bucket &bucket : m_buckets) {
        bucket.missing = bucket.end - bucket.begin;
        int64_t values = 0;
        for (std::size_t i = bucket.begin; i < bucket.end; ++i)
            values += m_parameters[i].numel();
        bucket.flat = torch::empty({values}, m_parameters[bucket.begin].options().requires_grad(false));
    }
}

GradientSum::~GradientSum()
{
    for (std::size_t i = 0; i < m_accumulators.size(); ++i)
        m_accumulators[i]->del_post_hook(m_hooks[i]);
}

void GradientSum::ready(std::size_t parameter)
{
    if (!m_armed || m_ready[parameter])
        return;
    m_ready[parameter] = true;
    for (Bucket &bucket : m_buckets) {
        if (parameter >= bucket.begin && parameter < bucket.end)
            --bucket.missing;
    }
    while (m_sent < m_buckets.size() && m_buckets[m_sent].missing == 0)
        send(m_buckets[m_sent++]);
}

torch::Tensor GradientSum::Bucket::part(const torch::Tensor &parameter, int64_t &from) const
{
    const torch::Tensor values = flat.narrow(0, from, parameter.numel());
    from += parameter.numel();
    if (parameter.dim() != 4)
        return values.view(parameter.sizes());
    // As convolutions lie (channels_last), but by the shape alone: what is where must be the same everywhere.
    return values.view({parameter.size(0), parameter.size(2), parameter.size(3), parameter.size(1)})
        .permute({0, 3, 1, 2});
}

void GradientSum::send(Bucket &bucket)
{
    const torch::NoGradGuard noGrad;
    int64_t begin = 0;
    for (std::size_t i = bucket.begin; i < bucket.end; ++i) {
        const torch::Tensor &gradient = m_parameters[i].grad();
        torch::Tensor part = bucket.part(m_parameters[i], begin);
        gradient.defined() ? part.copy_(gradient) : part.zero_();
    }
    bucket.sum = m_peers.beginSum(bucket.flat);
}

double GradientSum::finish(double weight)
{
    const torch::NoGradGuard noGrad;
    m_armed = false;
    while (m_sent < m_buckets.size())
        send(m_buckets[m_sent++]);
    for (Bucket &bucket : m_buckets) {
        bucket.flat = bucket.sum->wait();
        bucket.sum.reset();
        int64_t begin = 0;
        for (std::size_t i = bucket.begin; i < bucket.end; ++i)
            m_parameters[i].mutable_grad() = bucket.part(m_parameters[i], begin);
        bucket.missing = bucket.end - bucket.begin;
    }
    m_sent = 0;
    m_ready.assign(m_parameters.size(), false);
    return m_peers.sum(weight);
}

} // namespace cairn
