// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/modules/batchnorm.h>

namespace cairn {

/// Adds a tensor of any device and type up over the processes that train together, in place. All of them
/// call it, in the same order; it throws PeerLost.
class SumOverPeers : public torch::CustomClassHolder
{
public:
    virtual void sum(torch::Tensor &tensor) = 0;

    /// False: this process has no image of the batch. It takes part, but what it computes counts nothing.
    bool hasImages = true;
};

/// What the norms of a network have in common.
struct SharedNorm
{
    /// Null: this process trains alone, and the norm is torch's.
    c10::intrusive_ptr<SumOverPeers> peers;
};

/// A norm's weights, its running statistics and what it is set to. All of them outlive the call.
struct NormState
{
    const torch::Tensor &weight; ///< C
    const torch::Tensor &bias; ///< C
    torch::Tensor &runningMean; ///< C, changed in place
    torch::Tensor &runningVariance; ///< C, changed in place
    const torch::nn::BatchNormOptions &options;
};

/// Normalizes a batch by the mean and variance of what all processes have of it, and counts these in the
/// running statistics (Ioffe & Szegedy 2015, arXiv:1502.03167; PyTorch's SyncBatchNorm): as one process with
/// the whole batch does. Shares may differ in size. `x`: N×C or N×C×H×W; forward sums once over
/// the processes, backward once more.
torch::Tensor syncBatchNorm(const torch::Tensor &x, const NormState &norm,
                            const c10::intrusive_ptr<SumOverPeers> &peers);

/// torch's BatchNorm (its own class hides what a derived one needs), which in training looks at the images
/// of all processes where there are several. Requires options with a momentum.
template <std::size_t D, typename Derived>
struct SharedNormImpl : torch::nn::NormImplBase<D, Derived, torch::nn::BatchNormOptions>, SharedNorm
{
    using torch::nn::NormImplBase<D, Derived, torch::nn::BatchNormOptions>::NormImplBase;

    torch::Tensor forward(const torch::Tensor &x)
    {
        this->_check_input_dim(x);
        const bool training = this->is_training();
        if (training)
            this->num_batches_tracked += 1;
        if (training && peers)
            return syncBatchNorm(x,
                                 {.weight = this->weight,
                                  .bias = this->bias,
                                  .runningMean = this->running_mean,
                                  .runningVariance = this->running_var,
                                  .options = this->options},
                                 peers);
        return torch::nn::functional::batch_norm(x, this->running_mean, this->running_var,
                                                 torch::nn::functional::BatchNormFuncOptions()
                                                     .weight(this->weight)
                                                     .bias(this->bias)
                                                     .training(training)
                                                     .momentum(this->options.momentum().value())
                                                     .eps(this->options.eps()));
    }

protected:
    void _check_input_dim(const torch::Tensor &x) override
    {
        TORCH_CHECK(x.dim() == (D == 1 ? 2 : 4), "a BatchNorm", D, "d got a tensor of ", x.dim(),
                    " dimensions");
    }
};

struct BatchNorm1dImpl : SharedNormImpl<1, BatchNorm1dImpl>
{
    using SharedNormImpl::SharedNormImpl;
};
TORCH_MODULE(BatchNorm1d); ///< of N×C

struct BatchNorm2dImpl : SharedNormImpl<2, BatchNorm2dImpl>
{
    using SharedNormImpl::SharedNormImpl;
};
TORCH_MODULE(BatchNorm2d); ///< of N×C×H×W

} // namespace cairn
