// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"
#include "core/engine/weights/statedict.h"

namespace cairn {

/// An exponential moving average of a network's weights (Polyak & Juditsky 1992; as an exponential mean:
/// Tarvainen & Valpola 2017, arXiv:1703.01780). After each step: average ← d·average + (1 − d)·weights, with
/// d = min(decay, (1 + t)/(10 + t)) in step t = 1, 2, …, so that the first weights are soon forgotten
/// (TensorFlow's ExponentialMovingAverage). BatchNorm's running statistics are averaged in the same way and
/// its counters copied, as timm's ModelEmaV2 does: no second pass over the images is needed.
class WeightAverage
{
public:
    /// Starts with the network's weights, in memory of its own.
    WeightAverage(Network &network, double decay);

    /// Call it after each optimizer step.
    void update();

    /// Exchanges the values of the network and of the average; a second call puts them back.
    void swap();

    /// Tensors "average.<name>" that share the average's memory, for a checkpoint.
    void addTo(StateDict &dict) const;
    qint64 updates() const { return m_updates; }
    void setUpdates(qint64 updates) { m_updates = updates; }

private:
    struct Slot
    {
        std::string name;
        torch::Tensor value; // the network's
        torch::Tensor average;
    };
    std::vector<Slot> m_slots;
    double m_decay;
    qint64 m_updates = 0;
};

} // namespace cairn
