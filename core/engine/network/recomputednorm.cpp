// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/recomputednorm.h"

#include "core/engine/winograd/convolve.h"

namespace cairn {

namespace {

/// A norm's input and all else that its result depends on.
struct Norming
{
    torch::Tensor x, scale, shift;
    torch::Tensor mean, variance; // undefined: the batch's
    double epsilon = 0;

    torch::Tensor activated() const
    {
        return torch::batch_norm(x, scale, shift, mean, variance, !mean.defined(), 0, epsilon, false).relu_();
    }
};

class ActivatedConvolution : public torch::autograd::Function<ActivatedConvolution>
{
public:
    /// `normed` is the result of `norming`; nobody else looks at it.
    static torch::Tensor forward(torch::autograd::AutogradContext *context, const torch::Tensor &normed,
                                 const torch::Tensor &weight, const Norming &norming)
    {
        context->save_for_backward(
            {weight, norming.x, norming.scale, norming.shift, norming.mean, norming.variance});
        context->saved_data["epsilon"] = norming.epsilon;
        // In place, behind autograd's back: a norm's backward does not need its result.
        return winogradConvolution(normed.detach().relu_(), weight, {}, {});
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                   const torch::autograd::variable_list &gradients)
    {
        const auto saved = context->get_saved_variables();
        const torch::Tensor &weight = saved[0];
        const Norming norming{saved[1], saved[2], saved[3],
                              saved[4], saved[5], context->saved_data["epsilon"].toDouble()};
        const torch::Tensor activated = norming.activated();
        torch::Tensor ofNormed;
        torch::Tensor ofWeight;
        if (context->needs_input_grad(1))
            ofWeight = winogradWeightGradient(activated, gradients[0]);
        if (context->needs_input_grad(0))
            ofNormed = at::threshold_backward(winogradInputGradient(gradients[0], weight), activated, 0);
        return {ofNormed, ofWeight, {}};
    }
};

} // namespace

torch::Tensor convolveRecomputingNorm(BatchNorm2d &norm, torch::nn::Conv2d &convolution,
                                      const torch::Tensor &x)
{
    torch::Tensor normed = norm->forward(x);
    const bool together = norm->is_training() && norm->peers;
    if (!torch::GradMode::is_enabled() || together || !usesWinograd(convolution, x))
        return convolve(convolution, normed.relu_());
    Norming norming{x, norm->weight, norm->bias, {}, {}, norm->options.eps()};
    if (!norm->is_training()) {
        norming.mean = norm->running_mean;
        norming.variance = norm->running_var;
    }
    return ActivatedConvolution::apply(normed, convolution->weight, norming);
}

} // namespace cairn
