#include "core/engine/optimizer.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <cmath>

namespace cairn {

namespace {

constexpr double squareMomentum = 0.99;
constexpr double epsilon = 1e-5;
constexpr qint64 parallelGrain = 16384;

// The numbers of one tensor's step, float32 like the tensors so that the loop below vectorises.
struct Coefficients
{
    float decay; // 1 − lr·wd
    float momentum;
    float step; // lr/(1 − β₁ᵗ)
    float unbias; // 1/(1 − β₂ᵗ)
};

void updateRange(const Coefficients &k, float *__restrict p, const float *__restrict g, float *__restrict m,
                 float *__restrict v, qint64 count)
{
    constexpr float keep = float(squareMomentum);
    for (qint64 i = 0; i < count; ++i) {
        m[i] = k.momentum * m[i] + (1 - k.momentum) * g[i];
        v[i] = keep * v[i] + (1 - keep) * g[i] * g[i];
        p[i] = p[i] * k.decay - k.step * m[i] / (std::sqrt(v[i] * k.unbias) + float(epsilon));
    }
}

} // namespace

Adam::Adam(const LayerGroups &groups, double weightDecay)
    : m_weightDecay(weightDecay)
{
    for (std::size_t group = 0; group < groups.size(); ++group) {
        for (const LayerParameter &parameter : groups[group])
            m_slots.push_back({parameter.tensor, group, !parameter.isNormOrBias, {}, {}, 0});
    }
}

void Adam::step(const StepRates &rates)
{
    const at::NoGradGuard noGrad;
    for (Slot &slot : m_slots) {
        if (slot.parameter.requires_grad() && slot.parameter.grad().defined())
            update(slot, rates.learningRates[qsizetype(slot.group)], rates.momentum);
    }
}

void Adam::update(Slot &slot, double rate, double momentum) const
{
    torch::Tensor &parameter = slot.parameter;
    if (!slot.mean.defined()) {
        slot.mean = at::zeros_like(parameter); // dense, strides as the parameter's
        slot.square = at::zeros_like(parameter);
    }
    torch::Tensor gradient = parameter.grad();
    if (gradient.strides() != parameter.strides())
        gradient = at::empty_like(parameter).copy_(gradient);
    ++slot.steps;
    const Coefficients k{slot.decays ? float(1 - rate * m_weightDecay) : 1.0F, float(momentum),
                         float(rate / (1 - std::pow(momentum, double(slot.steps)))),
                         float(1 / (1 - std::pow(squareMomentum, double(slot.steps))))};
    float *p = parameter.data_ptr<float>();
    const float *g = gradient.data_ptr<float>();
    float *m = slot.mean.data_ptr<float>();
    float *v = slot.square.data_ptr<float>();
    at::parallel_for(0, parameter.numel(), parallelGrain, [&](qint64 begin, qint64 end) {
        updateRange(k, p + begin, g + begin, m + begin, v + begin, end - begin);
    });
    // Written behind autograd's back: say so, or a graph that saved the old values would be used unnoticed.
    parameter.unsafeGetTensorImpl()->bump_version();
}

void Adam::clearGradients()
{
    for (Slot &slot : m_slots)
        slot.parameter.mutable_grad().reset();
}

} // namespace cairn
