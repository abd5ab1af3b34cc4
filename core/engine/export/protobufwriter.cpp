// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export/protobufwriter.h"

#include <bit>

namespace cairn {

namespace {
// Wire types of protobuf's encoding.
constexpr std::uint32_t varintWire = 0;
constexpr std::uint32_t bytesWire = 2;
constexpr std::uint32_t fixed32Wire = 5;
} // namespace

void ProtobufWriter::varint(std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        m_bytes += char(0x80 | (value & 0x7f));
    m_bytes += char(value);
}

void ProtobufWriter::key(std::uint32_t field, std::uint32_t wire)
{
    varint(std::uint64_t(field) << 3 | wire);
}

void ProtobufWriter::number(std::uint32_t field, std::int64_t value)
{
    key(field, varintWire);
    varint(std::uint64_t(value));
}

void ProtobufWriter::real(std::uint32_t field, float value)
{
    key(field, fixed32Wire);
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (unsigned shift = 0; shift < 32; shift += 8)
        m_bytes += char(bits >> shift & 0xff);
}

void ProtobufWriter::bytes(std::uint32_t field, std::string_view value)
{
    key(field, bytesWire);
    varint(value.size());
    m_bytes += value;
}

} // namespace cairn
