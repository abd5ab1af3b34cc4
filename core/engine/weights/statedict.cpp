#include "core/engine/weights/statedict.h"

#include <cstring>

namespace cairn {

torch::Tensor tensorOnBytes(const SharedBytes &owner, std::span<const std::byte> bytes,
                            torch::ScalarType type, std::int64_t count)
{
    const auto options = torch::TensorOptions().dtype(type);
    if (type == torch::kBool) // any other byte than 0 and 1 in a bool is undefined
        return tensorOnBytes(owner, bytes, torch::kByte, count).ne(0);
    const std::size_t size = c10::elementSize(type);
    if (count == 0 || reinterpret_cast<std::uintptr_t>(bytes.data()) % size != 0) {
        torch::Tensor copy = torch::empty({count}, options);
        if (count > 0)
            std::memcpy(copy.data_ptr(), bytes.data(), std::size_t(count) * size);
        return copy;
    }
    // torch knows no read-only tensors; StateDict's readers keep their hands off.
    void *data = const_cast<std::byte *>(bytes.data());
    return torch::from_blob(
        data, {count}, [owner](void *) {}, options);
}

std::int64_t checkedProduct(const std::vector<std::int64_t> &sizes, std::int64_t factor)
{
    std::int64_t product = factor;
    for (const std::int64_t size : sizes)
        if (size < 0 || __builtin_mul_overflow(product, size, &product))
            return -1;
    return product;
}

} // namespace cairn
