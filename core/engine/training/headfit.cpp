// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/headfit.h"
#include "core/base/text.h"

#include "core/engine/runtime/torchruntime.h"

#include <QString>

#include <torch/torch.h>

#include <algorithm>

namespace cairn {

namespace {

constexpr double never = -1e4; // the logit of a class without rows

/// D×D, shrunk: of rows whose mean is 0, N×D. λ = min(1, β² / δ²): β² says how uncertain the matrix is, δ²
/// how far it is from its target, the multiple of the identity with the same trace.
torch::Tensor shrunkCovariance(const torch::Tensor &centered)
{
    const double n = double(centered.size(0));
    const double d = double(centered.size(1));
    torch::Tensor matrix = centered.t().mm(centered) / n;
    const double mean = matrix.trace().item<double>() / d;
    const double square = matrix.square().sum().item<double>();
    const double distance = square - mean * mean * d;
    const double fourth = centered.square().sum(1).square().sum().item<double>();
    const double uncertainty = std::max(0.0, (fourth / n - square) / n);
    const double share = distance > 0 ? std::min(1.0, uncertainty / distance) : 1;
    matrix *= 1 - share;
    // A trace of 0 (all rows of a class are the same) leaves nothing to divide by.
    matrix.diagonal() += std::max(share * mean, 1e-9);
    return matrix;
}

} // namespace

Result<LinearHead> fitLinearHead(const HeadExamples &examples)
{
    const auto rows = int64_t(examples.labels.size());
    if (rows == 0 || examples.dimensions <= 0 || examples.classes <= 0)
        return Error{ErrorCode::InvalidInput, Text::tr("There are no labeled features to learn from.")};
    configureTorch(0);
    const torch::NoGradGuard noGrad;
    const torch::Tensor features
        = torch::from_blob(const_cast<float *>(examples.features.data()), {rows, examples.dimensions});
    const torch::Tensor labels = torch::tensor(examples.labels, torch::kInt64);
    const torch::Tensor counts = torch::bincount(labels, {}, examples.classes).to(torch::kFloat);
    torch::Tensor means = torch::zeros({examples.classes, examples.dimensions});
    means.index_add_(0, labels, features);
    means /= counts.clamp_min(1).unsqueeze(1);

    const torch::Tensor covariance = shrunkCovariance(features - means.index_select(0, labels));
    const torch::Tensor factor = torch::linalg_cholesky(covariance.to(torch::kDouble));
    const torch::Tensor weights
        = torch::cholesky_solve(means.t().to(torch::kDouble), factor).t().to(torch::kFloat).contiguous();
    torch::Tensor biases = (counts / double(rows)).clamp_min(1e-30).log() - (weights * means).sum(1) / 2;
    biases.masked_fill_(counts == 0, never);

    LinearHead head{examples.dimensions, examples.classes, {}, {}};
    head.weights.assign(weights.data_ptr<float>(), weights.data_ptr<float>() + weights.numel());
    biases = biases.contiguous();
    head.biases.assign(biases.data_ptr<float>(), biases.data_ptr<float>() + biases.numel());
    return head;
}

} // namespace cairn
