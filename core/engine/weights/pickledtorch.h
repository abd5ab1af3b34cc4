// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/unpickler.h"

#include <string_view>

namespace cairn {

// What the unpickler knows of torch: the names a file of weights may contain, and what the few calls among
// them make.

/// Thrown inside the unpickler; never leaves it.
struct PickleRefusal
{
    Error error;
};
[[noreturn]] void corrupt(const char *what);

template <typename T>
const T &require(const Pickle &pickle, PickleValue::Index index)
{
    const T *value = pickle.as<T>(index);
    if (!value)
        corrupt("a value of another type was expected");
    return *value;
}

/// Throws a PickleRefusal with the name where it belongs to no weights and to nothing harmless beside them.
void refuseHostile(std::string_view name);

bool isOrderedDict(std::string_view name);
bool isTensorBuilder(std::string_view name);
bool isScriptClass(std::string_view name);
/// A function that gives back its first argument, as far as weights are concerned.
bool isPassedThrough(std::string_view name);
/// (function, class, arguments, state): calls the function for an instance of a class of tensors.
bool isTypedTensorBuilder(std::string_view name);

using PickleArguments = std::vector<PickleValue::Index>;
/// ('storage', torch.FloatStorage, key, device, number of elements[, (key, offset, number of elements) or
/// None])
PickleValue::Storage storage(const Pickle &pickle, const PickleArguments &id);
/// (storage, offset, sizes, strides, …)
PickleValue::Tensor tensor(const Pickle &pickle, const PickleArguments &arguments);
/// () or, by Python 2, ([[key, value], …])
PickleValue::Dict orderedDict(const Pickle &pickle, const PickleArguments &arguments);

} // namespace cairn
