#include "core/engine/networkstate.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cstring>

namespace cairn {

namespace {

std::vector<torch::Tensor> tensorsOf(const Network &network)
{
    std::vector<torch::Tensor> tensors = network->parameters();
    const std::vector<torch::Tensor> buffers = network->buffers();
    tensors.insert(tensors.end(), buffers.begin(), buffers.end());
    return tensors;
}

// Compares memory, so that a NaN equals itself and −0 differs from 0. Both are dense and laid out alike.
bool sameBits(const torch::Tensor &a, const torch::Tensor &b)
{
    return a.dtype() == b.dtype() && a.sizes() == b.sizes() && a.strides() == b.strides()
        && std::memcmp(a.data_ptr(), b.data_ptr(), a.nbytes()) == 0;
}

} // namespace

NetworkState::NetworkState(const Network &network)
    : m_random(at::detail::getDefaultCPUGenerator().get_state())
{
    const torch::NoGradGuard noGrad;
    for (const torch::Tensor &tensor : tensorsOf(network))
        m_tensors.push_back(tensor.detach().clone());
}

void NetworkState::restore(Network &network) const
{
    const torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> tensors = tensorsOf(network);
    for (std::size_t i = 0; i < tensors.size(); ++i)
        tensors[i].copy_(m_tensors[i]);
    at::Generator generator = at::detail::getDefaultCPUGenerator();
    generator.set_state(m_random);
}

bool NetworkState::equals(const Network &network) const
{
    const std::vector<torch::Tensor> tensors = tensorsOf(network);
    if (tensors.size() != m_tensors.size())
        return false;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        if (!sameBits(tensors[i], m_tensors[i]))
            return false;
    }
    return sameBits(at::detail::getDefaultCPUGenerator().get_state(), m_random);
}

} // namespace cairn
