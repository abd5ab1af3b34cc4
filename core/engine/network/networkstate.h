// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"

namespace cairn {

/// A copy of all that training changes: parameters, buffers (BatchNorm's running statistics) and torch's
/// default random numbers, the processor's and the device's.
class NetworkState
{
public:
    explicit NetworkState(const Network &network);

    void restore(Network &network) const;
    /// Bit by bit.
    bool equals(const Network &network) const;

private:
    std::vector<torch::Tensor> m_tensors;
    torch::Device m_device;
    std::vector<torch::Tensor> m_random;
};

} // namespace cairn
