// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace cairn {

/// One operator of an ONNX graph, as far as image classifiers need them. Attributes are whole numbers or
/// lists of them.
struct OnnxNode
{
    using Attribute = std::variant<std::int64_t, float, std::vector<std::int64_t>>;
    std::string op; ///< "Conv"
    std::vector<std::string> inputs; ///< names of values
    std::vector<std::string> outputs;
    std::map<std::string, Attribute> attributes;

    bool operator==(const OnnxNode &) const = default;
};

/// The types of numbers that Cairn's graphs use, with the format's own numbers.
enum class OnnxType : std::int32_t {
    Float = 1,
    UInt8 = 2,
};

/// Input or output of a graph. A dimension is a number, or a name where it may be any.
struct OnnxValue
{
    std::string name;
    OnnxType type = OnnxType::Float;
    std::vector<std::variant<std::int64_t, std::string>> shape;
};

/// Versions that every reader of the last years knows: ONNX 1.8.
inline constexpr std::int64_t onnxOpset = 13;
inline constexpr std::int64_t onnxIrVersion = 7;

} // namespace cairn
