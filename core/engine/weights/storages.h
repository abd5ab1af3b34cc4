// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/statedict.h"
#include "core/engine/weights/unpickler.h"

#include <optional>
#include <unordered_map>

namespace cairn {

/// Element type of torch's "FloatStorage" and so on; nothing for those that weights do not use.
std::optional<torch::ScalarType> storageType(const std::string &name);

/// The stretches of numbers in a torch file, and the tensors that look at them.
class Storages
{
public:
    Storages(SharedBytes file, ByteBudget &budget)
        : m_file(std::move(file))
        , m_budget(budget)
    {
    }
    void add(std::string key, std::span<const std::byte> bytes) { m_bytes[std::move(key)] = bytes; }

    /// Every number a tensor's shape can reach is checked to lie inside its storage. Tensors of one storage
    /// share it. Errors: Corrupt, Unsupported.
    Result<torch::Tensor> tensor(const Pickle &pickle, const PickleValue::Tensor &description);

private:
    Result<torch::Tensor> whole(const PickleValue::Storage &storage);

    SharedBytes m_file;
    ByteBudget &m_budget;
    std::unordered_map<std::string, std::span<const std::byte>> m_bytes;
    std::unordered_map<std::string, torch::Tensor> m_whole; ///< by type and key
};

} // namespace cairn
