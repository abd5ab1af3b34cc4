// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/outside.h"
#include "core/engine/weights/filebytes.h"

#include <deque>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace cairn {

/// What a pickle of weights may consist of. Values live in a Pickle and refer to each other by index, so that
/// no input can build something that is deep or circular in memory.
struct PickleValue
{
    using Index = std::uint32_t;
    struct None
    {
    };
    struct List ///< lists, tuples and sets
    {
        std::vector<Index> items;
    };
    struct Dict ///< dictionaries, and objects as the dictionary of their attributes; in the order of
                ///< insertion
    {
        std::vector<std::pair<Index, Index>> items;
        bool object = false;
        /// An object of a class that is not known here, without its behavior: only attributes and items.
        bool inert = false;
    };
    struct Name ///< a class or function, by its Python name: "collections.OrderedDict"
    {
        std::string name;
    };
    struct Storage ///< a stretch of numbers that lies elsewhere in the file
    {
        std::string type; ///< "FloatStorage"
        std::string key;
        std::uint64_t numel = 0;
        std::uint64_t viewOffset = 0; ///< in elements: files before 2019 may use only a part of the storage
        std::uint64_t viewNumel = 0;
    };
    struct Tensor
    {
        Index storage = 0;
        std::int64_t offset = 0; ///< in elements
        std::vector<std::int64_t> sizes;
        std::vector<std::int64_t> strides;
    };
    /// Whole numbers beyond 64 bits are strings of their little-endian bytes.
    std::variant<None, bool, std::int64_t, double, std::string, List, Dict, Name, Storage, Tensor> data;
};

/// The outcome of reading one pickle.
struct Pickle
{
    std::deque<PickleValue> values;
    PickleValue::Index root = 0;

    /// Null where the value is of another type.
    template <typename T>
    const T *as(PickleValue::Index index) const
    {
        return std::get_if<T>(&values[index].data);
    }
};

/// Reads one pickle (protocols 2 to 5) and nothing else: a pickle is a program, and of what it can call only
/// the few functions are known here that torch writes for weights (OrderedDict, _rebuild_tensor…,
/// _rebuild_parameter…, storages) and, as plain dictionaries, TorchScript's own classes. Whatever else people
/// keep beside weights (argparse.Namespace, a NumPy scalar, a whole module) becomes an inert value: nothing
/// is looked up by its name, and nothing is called. Names that only a file made to do harm asks for
/// (os.system, builtins.eval, …) are refused, so that people hear of it. `end`, if given, receives the
/// position behind the pickle. Bounded: all that grows is drawn from the budget. Errors: Corrupt,
/// Unsupported. Throws std::bad_alloc.
Result<Pickle> unpickle(std::span<const std::byte> bytes, ByteBudget &budget, std::size_t *end = nullptr);

} // namespace cairn
