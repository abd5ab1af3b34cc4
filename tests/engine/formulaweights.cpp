// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/formulaweights.h"

#include "core/engine/network/weightloader.h"

#include <cmath>

namespace cairn {

namespace {

// Evenly spread over −1 … 1, without a pattern: Chris Wellons' lowbias32.
double noise(std::uint32_t i, std::uint32_t k)
{
    std::uint32_t hash = i + k * 0x9e3779b9U;
    hash ^= hash >> 16;
    hash *= 0x7feb352dU;
    hash ^= hash >> 15;
    hash *= 0x846ca68bU;
    hash ^= hash >> 16;
    return double(hash) / 2147483648.0 - 1;
}

enum class Role { Kernel, Variance, Scale, Other };

Role roleOf(const NamedTensor &item)
{
    if (item.tensor.dim() > 1)
        return Role::Kernel;
    if (item.name.ends_with("running_var"))
        return Role::Variance;
    return item.name.ends_with(".weight") ? Role::Scale : Role::Other;
}

// He's gain, so that what passes stays of one size; a tenth of it for matrices, so that the classes'
// probabilities do not become 0 and 1.
double kernelScaleOf(const torch::Tensor &tensor)
{
    if (tensor.dim() < 2)
        return 1;
    return std::sqrt(6.0 / double(tensor[0].numel())) * (tensor.dim() == 4 ? 1.0 : 0.1);
}

double scaled(double s, Role role, double kernelScale)
{
    switch (role) {
    case Role::Kernel:
        return s * kernelScale;
    case Role::Variance:
        return 1 + s * s / 2;
    case Role::Scale:
        return 1 + 0.2 * s;
    case Role::Other:
        break;
    }
    return 0.1 * s;
}

} // namespace

void fillByFormula(Network &network)
{
    const torch::NoGradGuard noGrad;
    const StateDict dict = stateDictOf(network);
    for (std::size_t k = 0; k < dict.tensors.size(); ++k) {
        const NamedTensor &item = dict.tensors[k];
        if (!item.tensor.is_floating_point())
            continue;
        float *values = item.tensor.data_ptr<float>();
        const Role role = roleOf(item);
        const double kernelScale = kernelScaleOf(item.tensor);
        for (std::int64_t i = 0; i < item.tensor.numel(); ++i)
            values[i] = float(scaled(noise(std::uint32_t(i), std::uint32_t(k)), role, kernelScale));
    }
}

torch::Tensor formulaImage(int side)
{
    torch::Tensor image = torch::empty({1, 3, side, side});
    auto values = image.accessor<float, 4>();
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                values[0][c][y][x] = float(std::sin(0.1 * (c + 1) * (x + 2 * y)));
    return image;
}

ModelSpec specOf(Arch arch, int classes, HeadConfig::Kind kind)
{
    ModelSpec spec;
    spec.arch = arch;
    spec.head.kind = kind;
    spec.imageSize = 64;
    for (int i = 0; i < classes; ++i)
        spec.classes << QStringLiteral("class %1").arg(i);
    return spec;
}

} // namespace cairn
