// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/statedict.h"

#include <cstring>

namespace cairn {

Result<torch::Tensor> tensorOnBytes(const SharedBytes &owner, std::span<const std::byte> bytes,
                                    torch::ScalarType type, std::int64_t count, ByteBudget &budget)
{
    const std::size_t size = c10::elementSize(type);
    const bool isBool = type == torch::kBool;
    const bool aligned = reinterpret_cast<std::uintptr_t>(bytes.data()) % size == 0;
    if ((isBool || !aligned) && !budget.take(std::uint64_t(count) * size))
        return budgetExceeded();
    if (count == 0 || !aligned) {
        torch::Tensor copy = torch::empty({count}, torch::TensorOptions().dtype(type));
        if (count > 0)
            std::memcpy(copy.data_ptr(), bytes.data(), std::size_t(count) * size);
        return copy;
    }
    // torch knows no read-only tensors; StateDict's readers keep their hands off.
    void *data = const_cast<std::byte *>(bytes.data());
    const torch::Tensor view = torch::from_blob(
        data, {count}, [owner](void *) {}, torch::TensorOptions().dtype(isBool ? torch::kByte : type));
    return isBool ? view.ne(0) : view; // any other byte than 0 and 1 in a bool is undefined
}

} // namespace cairn
