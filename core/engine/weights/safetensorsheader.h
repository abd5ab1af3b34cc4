// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/filebytes.h"

#include <QByteArray>

#include <map>
#include <string>
#include <vector>

namespace cairn {

/// Such a file begins with the length of its header, little-endian, in so many bytes.
constexpr std::size_t safetensorsLengthBytes = 8;
/// The header's one key that names no tensor.
inline const QString safetensorsMetadata = QStringLiteral("__metadata__");

struct SafetensorsEntry
{
    std::string name;
    std::string type; ///< "F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U8" or "BOOL"
    std::vector<std::int64_t> shape;
    std::span<const std::byte> numbers; ///< as many as the shape has, into the file
};

/// What stands before the numbers of a .safetensors file.
struct SafetensorsHeader
{
    std::vector<SafetensorsEntry> entries; ///< in the order of their numbers
    std::map<std::string, QByteArray> metadata;
};

/// Reads and checks it: every tensor lies in the file and no two share a byte, as the format asks
/// (https://github.com/huggingface/safetensors#format). Knows nothing of torch. Errors: Corrupt, Unsupported.
Result<SafetensorsHeader> readSafetensorsHeader(std::span<const std::byte> file);

/// As such a file begins.
bool looksLikeSafetensors(std::span<const std::byte> bytes);

/// a × b × … × factor, or −1 where it leaves 63 bits or an element is negative.
std::int64_t checkedProduct(const std::vector<std::int64_t> &sizes, std::int64_t factor = 1);

/// The file asks for much more memory than it has bytes.
Error budgetExceeded();

} // namespace cairn
