// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cairn {

/// Bytes of one protobuf message, field by field in the order of the calls. A message inside is another
/// writer's bytes() given to bytes().
class ProtobufWriter
{
public:
    void number(std::uint32_t field, std::int64_t value);
    void real(std::uint32_t field, float value);
    void bytes(std::uint32_t field, std::string_view value);

    const std::string &bytes() const { return m_bytes; }

private:
    void key(std::uint32_t field, std::uint32_t wire);
    void varint(std::uint64_t value);

    std::string m_bytes;
};

} // namespace cairn
