#include "tests/engine/formulaweights.h"

#include "core/engine/weights/weightloader.h"

#include <cmath>

namespace cairn {

namespace {

double noise(std::int64_t i, std::int64_t k)
{
    return double((i * i % 1009 * 31 + i * 7919 + k * 104729) % 2001 - 1000) / 1000;
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
        const double kernelScale
            = std::sqrt(2.0 / double(item.tensor.dim() > 0 ? item.tensor[0].numel() : 1));
        for (std::int64_t i = 0; i < item.tensor.numel(); ++i)
            values[i] = float(scaled(noise(i, std::int64_t(k)), role, kernelScale));
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
