// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/runtime/device.h"
#include "core/base/text.h"

#include <ATen/Context.h>
#include <torch/cuda.h>

namespace cairn {

Result<torch::Device> deviceFromName(const QString &name)
{
    const torch::Device processor(torch::kCPU);
    if (name == QStringLiteral("cpu") || (name == QStringLiteral("auto") && !torch::cuda::is_available()))
        return processor;
    if (!at::hasCUDA())
        return Error{
            ErrorCode::Unsupported,
            Text::tr("This LibTorch does not support CUDA, so %1 is not available: choose the device "
                     "cpu or auto, or build Cairn against a LibTorch with CUDA.")
                .arg(name.left(50))};
    const int index = name.contains(u':') ? name.section(u':', 1).toInt() : 0;
    const int count = int(torch::cuda::device_count());
    if (index >= count)
        return Error{ErrorCode::Unsupported,
                     count == 0 ? Text::tr(
                         "There is no usable NVIDIA GPU, or its driver is missing: choose the device "
                         "cpu or auto.")
                                : Text::tr("There is no device cuda:%1: this machine has %2 CUDA devices, "
                                           "counted from 0.")
                                      .arg(index)
                                      .arg(count)};
    return torch::Device(torch::kCUDA, c10::DeviceIndex(index));
}

QString deviceName(const torch::Device &device)
{
    return device.is_cpu() ? QStringLiteral("CPU") : QStringLiteral("CUDA %1").arg(int(device.index()));
}

at::Generator generatorOf(const torch::Device &device)
{
    return at::globalContext().defaultGenerator(device);
}

} // namespace cairn
