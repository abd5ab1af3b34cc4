// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/networkstate.h"

#include "core/engine/runtime/device.h"

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
bool sameBits(const torch::Tensor &here, const torch::Tensor &there)
{
    const torch::Tensor a = here.cpu();
    const torch::Tensor b = there.cpu();
    return a.dtype() == b.dtype() && a.sizes() == b.sizes() && a.strides() == b.strides()
        && std::memcmp(a.data_ptr(), b.data_ptr(), a.nbytes()) == 0;
}

// The processor's and the device's, which may be the same.
std::vector<torch::Tensor> randomStates(const torch::Device &device)
{
    return {generatorOf(torch::kCPU).get_state(), generatorOf(device).get_state()};
}

} // namespace

NetworkState::NetworkState(const Network &network)
    : m_device(network->parameters().front().device())
    , m_random(randomStates(m_device))
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
    at::Generator processors = generatorOf(torch::kCPU);
    processors.set_state(m_random.front());
    at::Generator devices = generatorOf(m_device);
    devices.set_state(m_random.back());
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
    const std::vector<torch::Tensor> random = randomStates(m_device);
    return sameBits(random.front(), m_random.front()) && sameBits(random.back(), m_random.back());
}

} // namespace cairn
