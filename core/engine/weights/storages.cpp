// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/storages.h"
#include "core/base/text.h"

#include <algorithm>

namespace cairn {

namespace {

Error missingWeights(const char *what)
{
    return {ErrorCode::Corrupt,
            Text::tr("The file is damaged or truncated: some of its weights are missing."),
            QString::fromLatin1(what)};
}

/// One more than the largest element index that a shape reaches from `offset`; −1 on overflow.
std::int64_t reach(const PickleValue::Tensor &tensor)
{
    std::int64_t last = tensor.offset;
    for (std::size_t i = 0; i < tensor.sizes.size(); ++i) {
        if (tensor.sizes[i] == 0)
            return 0;
        std::int64_t step = 0;
        if (__builtin_mul_overflow(tensor.sizes[i] - 1, tensor.strides[i], &step)
            || __builtin_add_overflow(last, step, &last))
            return -1;
    }
    return __builtin_add_overflow(last, std::int64_t(1), &last) ? -1 : last;
}

} // namespace

std::optional<torch::ScalarType> storageType(const std::string &name)
{
    static const std::unordered_map<std::string, torch::ScalarType> types{
        {"FloatStorage", torch::kFloat}, {"DoubleStorage", torch::kDouble},
        {"HalfStorage", torch::kHalf},   {"BFloat16Storage", torch::kBFloat16},
        {"LongStorage", torch::kLong},   {"IntStorage", torch::kInt},
        {"ShortStorage", torch::kShort}, {"CharStorage", torch::kChar},
        {"ByteStorage", torch::kByte},   {"BoolStorage", torch::kBool},
    };
    const auto found = types.find(name);
    return found == types.end() ? std::nullopt : std::optional(found->second);
}

Result<torch::Tensor> Storages::whole(const PickleValue::Storage &storage)
{
    const std::string id = storage.type + ' ' + storage.key;
    if (const auto known = m_whole.find(id); known != m_whole.end())
        return known->second;
    const auto type = storageType(storage.type);
    if (!type)
        return Error{ErrorCode::Unsupported,
                     Text::tr("The file contains an unsupported number type (%1).")
                         .arg(QString::fromStdString(storage.type).left(60))};
    const auto bytes = m_bytes.find(storage.key);
    if (bytes == m_bytes.end())
        return missingWeights("a storage is missing");
    const auto count = std::int64_t(bytes->second.size() / c10::elementSize(*type));
    auto tensor = tensorOnBytes(m_file, bytes->second, *type, count, m_budget);
    if (tensor)
        m_whole[id] = *tensor;
    return tensor;
}

Result<torch::Tensor> Storages::tensor(const Pickle &pickle, const PickleValue::Tensor &description)
{
    const auto &storage = *pickle.as<PickleValue::Storage>(description.storage);
    const auto all = whole(storage);
    if (!all)
        return all.error();
    const auto available = std::uint64_t(all->numel());
    if (storage.viewOffset > available || storage.viewNumel > available - storage.viewOffset)
        return missingWeights("a storage is shorter than declared");
    const std::int64_t last = reach(description);
    if (last < 0 || std::uint64_t(last) > storage.viewNumel || checkedProduct(description.sizes) < 0)
        return missingWeights("a tensor reaches beyond its storage");
    const bool empty
        = std::find(description.sizes.begin(), description.sizes.end(), 0) != description.sizes.end();
    if (empty)
        return torch::empty(description.sizes, all->options());
    return all->as_strided(description.sizes, description.strides,
                           std::int64_t(storage.viewOffset) + description.offset);
}

} // namespace cairn
