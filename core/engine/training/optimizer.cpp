// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/optimizer.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <span>
#include <tuple>

namespace cairn {

namespace {

constexpr double squareMomentum = 0.99;
constexpr double epsilon = 1e-5;
constexpr qint64 blockSize = 16384; // numbers that one thread takes at a time: they stay in its cache

// The numbers of one tensor's step, float32 like the tensors so that the loop below vectorizes.
struct Coefficients
{
    float decay; // 1 − lr·wd
    float momentum;
    float step; // lr/(1 − β₁ᵗ)
    float unbias; // 1/(1 − β₂ᵗ)
};

/// As many numbers of g, m and v as there are in `parameters`.
void updateRange(const Coefficients &k, std::span<float> parameters, const float *__restrict g,
                 float *__restrict m, float *__restrict v)
{
    constexpr float keep = float(squareMomentum);
    float *const p = parameters.data();
    const std::size_t count = parameters.size();
    for (std::size_t i = 0; i < count; ++i) {
        m[i] = k.momentum * m[i] + (1 - k.momentum) * g[i];
        v[i] = keep * v[i] + (1 - keep) * g[i] * g[i];
        p[i] = p[i] * k.decay - k.step * m[i] / (std::sqrt(v[i] * k.unbias) + float(epsilon));
    }
}

/// Sum of squares. Sixteen sums beside each other, which the compiler makes one vector of.
double squareSum(const float *g, qint64 count)
{
    constexpr qint64 lanes = 16;
    std::array<float, lanes> sums{};
    qint64 i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (qint64 lane = 0; lane < lanes; ++lane)
            sums[std::size_t(lane)] += g[i + lane] * g[i + lane];
    }
    for (; i < count; ++i)
        sums[0] += g[i] * g[i];
    return std::accumulate(sums.begin(), sums.end(), 0.0);
}

} // namespace

Adam::Adam(const LayerGroups &groups, double weightDecay, Kernel kernel)
    : m_weightDecay(weightDecay)
    , m_manyTensors(kernel == Kernel::ManyTensors)
{
    for (std::size_t group = 0; group < groups.size(); ++group) {
        for (const LayerParameter &parameter : groups[group]) {
            m_slots.push_back({parameter.name, parameter.tensor, group, !parameter.isNormOrBias, {}, {}, 0});
            m_manyTensors = m_manyTensors || !parameter.tensor.is_cpu();
        }
    }
}

double Adam::step(const StepRates &rates)
{
    const at::NoGradGuard noGrad;
    double squares = 0;
    // Tensors that a step treats alike: of one group, decay and number of steps.
    std::map<std::tuple<std::size_t, bool, qint64>, std::vector<Slot *>> alike;
    for (Slot &slot : m_slots) {
        if (!slot.parameter.requires_grad() || !slot.parameter.grad().defined())
            continue;
        if (!slot.mean.defined()) {
            slot.mean = at::zeros_like(slot.parameter); // dense, strides as the parameter's
            slot.square = at::zeros_like(slot.parameter);
        }
        ++slot.steps;
        if (m_manyTensors)
            alike[{slot.group, slot.decays, slot.steps}].push_back(&slot);
        else
            squares += update(slot, rates.learningRates[qsizetype(slot.group)], rates.momentum);
    }
    for (const auto &[key, slots] : alike)
        squares += updateTogether(slots, rates);
    return std::sqrt(squares);
}

double Adam::updateTogether(const std::vector<Slot *> &slots, const StepRates &rates) const
{
    std::vector<torch::Tensor> parameters;
    std::vector<torch::Tensor> gradients;
    std::vector<torch::Tensor> means;
    std::vector<torch::Tensor> squares;
    for (const Slot *slot : slots) {
        parameters.push_back(slot->parameter);
        gradients.push_back(slot->parameter.grad());
        means.push_back(slot->mean);
        squares.push_back(slot->square);
    }
    const double rate = rates.learningRates[qsizetype(slots.front()->group)];
    const double steps = double(slots.front()->steps);
    if (slots.front()->decays)
        at::_foreach_mul_(parameters, 1 - rate * m_weightDecay);
    at::_foreach_mul_(means, rates.momentum);
    at::_foreach_add_(means, gradients, 1 - rates.momentum);
    at::_foreach_mul_(squares, squareMomentum);
    at::_foreach_addcmul_(squares, gradients, gradients, 1 - squareMomentum);
    std::vector<torch::Tensor> divisors
        = at::_foreach_mul(squares, 1 / (1 - std::pow(squareMomentum, steps)));
    at::_foreach_sqrt_(divisors);
    at::_foreach_add_(divisors, epsilon);
    at::_foreach_addcdiv_(parameters, means, divisors, -rate / (1 - std::pow(rates.momentum, steps)));
    const double norm = at::norm(at::stack(at::_foreach_norm(gradients))).item<double>();
    return norm * norm;
}

double Adam::update(Slot &slot, double rate, double momentum) const
{
    torch::Tensor &parameter = slot.parameter;
    torch::Tensor gradient = parameter.grad();
    if (gradient.strides() != parameter.strides())
        gradient = at::empty_like(parameter).copy_(gradient);
    const Coefficients k{slot.decays ? float(1 - rate * m_weightDecay) : 1.0F, float(momentum),
                         float(rate / (1 - std::pow(momentum, double(slot.steps)))),
                         float(1 / (1 - std::pow(squareMomentum, double(slot.steps))))};
    float *p = parameter.data_ptr<float>();
    const float *g = gradient.data_ptr<float>();
    float *m = slot.mean.data_ptr<float>();
    float *v = slot.square.data_ptr<float>();
    const qint64 count = parameter.numel();
    // One sum a block, so that the norm does not depend on the threads.
    std::vector<double> squares(std::size_t((count + blockSize - 1) / blockSize));
    at::parallel_for(0, qint64(squares.size()), 1, [&](qint64 first, qint64 last) {
        for (qint64 block = first; block < last; ++block) {
            const qint64 begin = block * blockSize;
            const qint64 size = std::min(blockSize, count - begin);
            updateRange(k, {p + begin, std::size_t(size)}, g + begin, m + begin, v + begin);
            squares[std::size_t(block)] = squareSum(g + begin, size);
        }
    });
    // Written behind autograd's back: say so, or a graph that saved the old values would be used unnoticed.
    parameter.unsafeGetTensorImpl()->bump_version();
    return std::accumulate(squares.begin(), squares.end(), 0.0);
}

void Adam::clearGradients()
{
    for (Slot &slot : m_slots)
        slot.parameter.mutable_grad().reset();
}

void Adam::addTo(StateDict &dict) const
{
    std::vector<int64_t> steps;
    for (const Slot &slot : m_slots) {
        steps.push_back(slot.steps);
        if (!slot.mean.defined())
            continue;
        dict.tensors.push_back({"optimizer.mean." + slot.name, slot.mean});
        dict.tensors.push_back({"optimizer.square." + slot.name, slot.square});
    }
    dict.tensors.push_back({"optimizer.steps", torch::tensor(steps)});
}

bool Adam::restore(const std::map<std::string, torch::Tensor> &tensors)
{
    const at::NoGradGuard noGrad;
    const auto counts = tensors.find("optimizer.steps");
    if (counts == tensors.end() || counts->second.scalar_type() != torch::kLong
        || counts->second.numel() != int64_t(m_slots.size()))
        return false;
    const auto copy = [&](const std::string &name, const torch::Tensor &like) {
        const auto found = tensors.find(name);
        const bool matches = found != tensors.end() && found->second.scalar_type() == torch::kFloat
            && found->second.sizes() == like.sizes();
        return matches ? at::empty_like(like).copy_(found->second) : torch::Tensor();
    };
    const torch::Tensor steps = counts->second.contiguous();
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        Slot &slot = m_slots[i];
        slot.steps = steps.data_ptr<int64_t>()[i];
        if (slot.steps == 0)
            continue;
        slot.mean = copy("optimizer.mean." + slot.name, slot.parameter);
        slot.square = copy("optimizer.square." + slot.name, slot.parameter);
        if (slot.steps < 0 || !slot.mean.defined() || !slot.square.defined())
            return false;
    }
    return true;
}

} // namespace cairn
