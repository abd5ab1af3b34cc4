// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/weightaverage.h"

#include "core/engine/network/weightloader.h"

#include <algorithm>

namespace cairn {

WeightAverage::WeightAverage(Network &network, double decay)
    : m_decay(decay)
{
    const torch::NoGradGuard noGrad;
    for (const NamedTensor &item : stateDictOf(network).tensors)
        m_slots.push_back({item.name, item.tensor.detach(), item.tensor.detach().clone()});
}

void WeightAverage::update()
{
    const torch::NoGradGuard noGrad;
    ++m_updates;
    const double decay = std::min(m_decay, (1 + double(m_updates)) / (10 + double(m_updates)));
    for (Slot &slot : m_slots) {
        if (slot.value.is_floating_point())
            slot.average.lerp_(slot.value, 1 - decay);
        else
            slot.average.copy_(slot.value);
    }
}

void WeightAverage::swap()
{
    const torch::NoGradGuard noGrad;
    for (Slot &slot : m_slots) {
        const torch::Tensor value = slot.value.clone();
        slot.value.copy_(slot.average);
        slot.average.copy_(value);
    }
}

void WeightAverage::addTo(StateDict &dict) const
{
    for (const Slot &slot : m_slots)
        dict.tensors.push_back({"average." + slot.name, slot.average});
}

} // namespace cairn
