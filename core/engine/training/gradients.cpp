// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/gradients.h"

#include <ATen/Functions.h>

#include <cmath>

namespace cairn {

namespace {

constexpr double firstFactor = 65536;
constexpr int growthInterval = 2000;

// Norms are summed where the gradients lie: one transfer from the device, not one a tensor.
double globalNorm(const std::vector<torch::Tensor> &gradients)
{
    if (gradients.empty())
        return 0;
    std::vector<torch::Tensor> norms;
    norms.reserve(gradients.size());
    for (const torch::Tensor &gradient : gradients)
        norms.push_back(at::norm(gradient));
    return at::norm(at::stack(norms)).item<double>();
}

} // namespace

std::vector<torch::Tensor> gradientsOf(Network &network)
{
    std::vector<torch::Tensor> gradients;
    for (const torch::Tensor &parameter : network->parameters()) {
        if (parameter.requires_grad() && parameter.grad().defined())
            gradients.push_back(parameter.grad());
    }
    return gradients;
}

double clipGradients(const std::vector<torch::Tensor> &gradients, double largest)
{
    const torch::NoGradGuard noGrad;
    const double norm = globalNorm(gradients);
    if (!std::isfinite(norm) || norm <= largest)
        return norm;
    for (torch::Tensor gradient : gradients)
        gradient.mul_(largest / (norm + 1e-6));
    return norm;
}

LossScale::LossScale(bool active)
    : m_active(active)
    , m_factor(active ? firstFactor : 1)
{
}

bool LossScale::unscale(const std::vector<torch::Tensor> &gradients)
{
    if (!m_active)
        return true;
    const torch::NoGradGuard noGrad;
    for (torch::Tensor gradient : gradients)
        gradient.mul_(1 / m_factor);
    const bool finite = std::isfinite(globalNorm(gradients));
    m_good = finite ? m_good + 1 : 0;
    if (!finite)
        m_factor /= 2;
    if (m_good == growthInterval) {
        m_factor *= 2;
        m_good = 0;
    }
    return finite;
}

void LossScale::restore(double factor, int goodSteps)
{
    m_factor = factor;
    m_good = goodSteps;
}

} // namespace cairn
