// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"
#include "core/engine/weights/statedict.h"
#include "core/learn/schedule.h"

#include <vector>

namespace cairn {

/// fast.ai's Adam (Kingma & Ba 2014, arXiv:1412.6980) with decoupled weight decay (Loshchilov & Hutter 2017,
/// arXiv:1711.05101):
///     p ← p·(1 − lr·wd)                        not for norms and biases
///     m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²
///     p ← p − lr/(1 − β₁ᵗ) · m / (√(v/(1 − β₂ᵗ)) + ε)
/// with β₂ = 0.99, ε = 1e-5 and, as there, the momentum of the moment in the correction 1 − β₁ᵗ although the
/// schedule moves it. Parameters must be dense float32. On the CPU one pass over memory a tensor: the step
/// costs little beside the network's. Elsewhere a few operations on all tensors at once.
class Adam
{
public:
    enum class Kernel {
        Fitting, ///< by where the parameters are
        ManyTensors, ///< the one for accelerators, wherever they are
    };

    /// Frozen parameters may be among them: they are never touched.
    Adam(const LayerGroups &groups, double weightDecay, Kernel kernel = Kernel::Fitting);

    /// Applies the gradients; parameters without one stay. `rates` has one learning rate a group. Returns the
    /// Euclidean norm of all gradients together.
    double step(const StepRates &rates);

    void clearGradients();

    /// Tensors "optimizer.mean.<name>", "optimizer.square.<name>" and "optimizer.steps", for a checkpoint;
    /// they share memory.
    void addTo(StateDict &dict) const;
    /// Makes this optimizer, fresh and of the same parameters, what `tensors` (by name, of the right types
    /// and shapes) say; parameters that are not among them had no step. False: they do not suit.
    bool restore(const std::map<std::string, torch::Tensor> &tensors);

private:
    struct Slot
    {
        std::string name;
        torch::Tensor parameter;
        std::size_t group = 0;
        bool decays = true;
        torch::Tensor mean; // m; undefined until the first gradient
        torch::Tensor square; // v
        qint64 steps = 0;
    };

    // Both return the sum of the squared gradients.
    double update(Slot &slot, double rate, double momentum) const;
    double updateTogether(const std::vector<Slot *> &slots, const StepRates &rates) const;

    std::vector<Slot> m_slots;
    double m_weightDecay;
    bool m_manyTensors;
};

} // namespace cairn
