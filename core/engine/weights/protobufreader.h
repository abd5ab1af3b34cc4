// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/filebytes.h"

namespace cairn {

/// Reads the fields of one protobuf message in the order they stand in, without copying. Every length is
/// checked against the bytes that are there; after the first thing that is not protobuf, ok() is false and
/// next() ends.
class ProtobufReader
{
public:
    explicit ProtobufReader(std::span<const std::byte> message)
        : m_bytes(message)
    {
    }

    /// Goes to the next field; false at the end and after damage.
    bool next();
    bool ok() const { return m_ok; }

    std::uint32_t field() const { return m_field; }
    bool isNumber() const { return m_wire == Varint; }
    bool isBytes() const { return m_wire == Bytes; }
    bool isFixed32() const { return m_wire == Fixed32; }

    /// Of the current field; 0 or empty where it is of another kind.
    std::int64_t number() const { return isNumber() ? std::int64_t(m_number) : 0; }
    float real() const;
    std::span<const std::byte> bytes() const { return m_part; }
    std::string_view text() const { return asText(m_part); }

    /// A list of whole numbers, packed or one a field: appends what the current field holds. False for damage
    /// and beyond `most` of them.
    bool appendNumbers(std::vector<std::int64_t> &numbers, std::size_t most) const;

private:
    enum Wire : std::uint32_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

    bool readVarint(std::uint64_t &value);
    bool fail();

    std::span<const std::byte> m_bytes;
    std::size_t m_position = 0;
    std::uint32_t m_field = 0;
    std::uint32_t m_wire = Varint;
    std::uint64_t m_number = 0;
    std::span<const std::byte> m_part;
    bool m_ok = true;
};

} // namespace cairn
