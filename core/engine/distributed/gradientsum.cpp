#include "core/engine/distributed/gradientsum.h"

namespace cairn {

namespace {

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
    m_gradients.resize(m_parameters.size());
    int64_t bytes = bucketBytes;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        if (bytes >= bucketBytes) {
            m_buckets.push_back({i, i});
            bytes = 0;
        }
        bytes += bytesOf(m_parameters[i]);
        m_buckets.back().end = i + 1;
        m_hooks.push_back(
            m_parameters[i].register_hook([this, i](const torch::Tensor &gradient) { ready(i, gradient); }));
    }
    for (Bucket &bucket : m_buckets)
        bucket.missing = bucket.end - bucket.begin;
}

GradientSum::~GradientSum()
{
    for (std::size_t i = 0; i < m_parameters.size(); ++i)
        m_parameters[i].remove_hook(m_hooks[i]);
}

void GradientSum::ready(std::size_t parameter, const torch::Tensor &gradient)
{
    if (!m_armed || m_gradients[parameter].defined())
        return;
    const torch::NoGradGuard noGrad;
    const torch::Tensor &before = m_parameters[parameter].grad(); // of the batches that are accumulated
    m_gradients[parameter] = before.defined() ? before + gradient : gradient;
    for (Bucket &bucket : m_buckets) {
        if (parameter >= bucket.begin && parameter < bucket.end)
            --bucket.missing;
    }
    while (m_sent < m_buckets.size() && m_buckets[m_sent].missing == 0)
        send(m_buckets[m_sent++]);
}

void GradientSum::send(Bucket &bucket)
{
    std::vector<torch::Tensor> parts;
    for (std::size_t i = bucket.begin; i < bucket.end; ++i) {
        torch::Tensor gradient
            = m_gradients[i].defined() ? std::move(m_gradients[i]) : m_parameters[i].grad();
        m_gradients[i] = torch::Tensor();
        if (!gradient.defined())
            gradient = torch::zeros_like(m_parameters[i]);
        parts.push_back(gradient.reshape({-1}));
    }
    bucket.sum = m_peers.beginSum(torch::cat(parts));
}

double GradientSum::finish(double weight)
{
    const torch::NoGradGuard noGrad;
    m_armed = false;
    while (m_sent < m_buckets.size())
        send(m_buckets[m_sent++]);
    for (Bucket &bucket : m_buckets) {
        const torch::Tensor flat = bucket.sum->wait();
        bucket.sum.reset();
        int64_t begin = 0;
        for (std::size_t i = bucket.begin; i < bucket.end; ++i) {
            torch::Tensor &parameter = m_parameters[i];
            if (!parameter.grad().defined())
                parameter.mutable_grad() = torch::zeros_like(parameter);
            parameter.mutable_grad().copy_(flat.narrow(0, begin, parameter.numel()).view(parameter.sizes()));
            begin += parameter.numel();
        }
        bucket.missing = bucket.end - bucket.begin;
    }
    m_sent = 0;
    return m_peers.sum(weight);
}

} // namespace cairn
