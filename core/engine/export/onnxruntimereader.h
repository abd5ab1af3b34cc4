// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include <QString>

#include <functional>
#include <optional>

namespace cairn {

/// ONNX Runtime with a file in it.
struct OnnxRuntimeReader
{
    /// The file's input (N×3×H×W float32, or N×H×W×3 uint8) → its first output, N×classes. Throws.
    std::function<torch::Tensor(const torch::Tensor &)> forward;
    QString name; ///< "ONNX Runtime 1.21.0"
};

/// Nothing where ONNX Runtime was not found when Cairn was built. Throws where it cannot read the file.
std::optional<OnnxRuntimeReader> openInOnnxRuntime(const QString &path);

} // namespace cairn
