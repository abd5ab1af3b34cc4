// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"

namespace cairn {

/// Gradients of all parameters of a network that have one.
std::vector<torch::Tensor> gradientsOf(Network &network);

/// Multiplies them so that their global 2-norm is at most `largest` (Pascanu et al. 2012, arXiv:1211.5063;
/// PyTorch's clip_grad_norm_). Returns the norm before; where that is not finite they stay as they are.
double clipGradients(const std::vector<torch::Tensor> &gradients, double largest);

/// Loss scaling for float16 (Micikevicius et al. 2017, arXiv:1710.03740): small gradients would vanish in 16
/// bits, so the loss is multiplied first and the gradients divided after. The factor is halved where a
/// gradient overflowed, that step being left out, and doubled after 2000 good ones (PyTorch's GradScaler).
class LossScale
{
public:
    /// Inactive: a factor of 1 for ever, and nothing is looked at.
    explicit LossScale(bool active = false);

    double factor() const { return m_factor; }
    /// Divides the gradients by the factor and adapts it. False: they overflowed, leave this step out.
    bool unscale(const std::vector<torch::Tensor> &gradients);

    int goodSteps() const { return m_good; }
    void restore(double factor, int goodSteps);

private:
    bool m_active;
    double m_factor;
    int m_good = 0;
};

} // namespace cairn
