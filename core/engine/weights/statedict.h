// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/outside.h"
#include "core/engine/weights/safetensorsheader.h"

#include <QByteArray>
#include <torch/types.h>

#include <map>
#include <string>
#include <vector>

namespace cairn {

struct NamedTensor
{
    std::string name; ///< dotted: "layer1.0.conv1.weight"
    torch::Tensor tensor;
};

/// Tensors by name, in the order of their file, which they may share memory with: read them, do not write to
/// them.
struct StateDict
{
    std::vector<NamedTensor> tensors;
    std::map<std::string, QByteArray>
        metadata; ///< safetensors' __metadata__, or extra files of a TorchScript archive
};

/// A view of a file's bytes as `count` numbers; a copy, drawn from the budget, only where the bytes do not
/// lie as the processor wants them. The tensor keeps `owner` alive. Requires: bytes.size() ≥ count × size of
/// the type. Error Corrupt: the budget is spent. Throws as torch does.
Result<torch::Tensor> tensorOnBytes(const SharedBytes &owner, std::span<const std::byte> bytes,
                                    torch::ScalarType type, std::int64_t count, ByteBudget &budget);

} // namespace cairn
