#pragma once

#include "core/engine/network.h"
#include "core/learn/schedule.h"

#include <vector>

namespace cairn {

/// fast.ai's Adam (Kingma & Ba 2014, arXiv:1412.6980) with decoupled weight decay (Loshchilov & Hutter 2017,
/// arXiv:1711.05101):
///     p ← p·(1 − lr·wd)                        not for norms and biases
///     m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²
///     p ← p − lr/(1 − β₁ᵗ) · m / (√(v/(1 − β₂ᵗ)) + ε)
/// with β₂ = 0.99, ε = 1e-5 and, as there, the momentum of the moment in the correction 1 − β₁ᵗ although the
/// schedule moves it. Parameters must be dense float32 on the CPU. One pass over memory a tensor: the step
/// costs little beside the network's.
class Adam
{
public:
    /// Frozen parameters may be among them: they are never touched.
    Adam(const LayerGroups &groups, double weightDecay);

    /// Applies the gradients; parameters without one stay. `rates` has one learning rate a group.
    void step(const StepRates &rates);

    void clearGradients();

private:
    struct Slot
    {
        torch::Tensor parameter;
        std::size_t group = 0;
        bool decays = true;
        torch::Tensor mean; // m; undefined until the first gradient
        torch::Tensor square; // v
        qint64 steps = 0;
    };

    void update(Slot &slot, double rate, double momentum) const;

    std::vector<Slot> m_slots;
    double m_weightDecay;
};

} // namespace cairn
