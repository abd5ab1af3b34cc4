// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/protobufreader.h"

#include <bit>

namespace cairn {

bool ProtobufReader::fail()
{
    m_ok = false;
    return false;
}

bool ProtobufReader::readVarint(std::uint64_t &value)
{
    value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (m_position >= m_bytes.size())
            return false;
        const auto byte = std::to_integer<std::uint64_t>(m_bytes[m_position++]);
        value |= (byte & 0x7f) << shift;
        if ((byte & 0x80) == 0)
            return true;
    }
    return false;
}

bool ProtobufReader::next()
{
    m_part = {};
    m_number = 0;
    if (!m_ok || m_position >= m_bytes.size())
        return false;
    std::uint64_t key = 0;
    if (!readVarint(key) || (key >> 3) == 0 || (key >> 3) > 0x1fffffff)
        return fail();
    m_field = std::uint32_t(key >> 3);
    m_wire = std::uint32_t(key & 7);
    if (m_wire == Varint)
        return readVarint(m_number) || fail();
    std::uint64_t length = m_wire == Fixed64 ? 8 : 4;
    if (m_wire == Bytes && !readVarint(length))
        return fail();
    if (m_wire != Bytes && m_wire != Fixed64 && m_wire != Fixed32)
        return fail(); // groups, which nothing has used for twenty years
    if (length > m_bytes.size() - m_position)
        return fail();
    m_part = m_bytes.subspan(m_position, std::size_t(length));
    m_position += std::size_t(length);
    return true;
}

float ProtobufReader::real() const
{
    return isFixed32() ? std::bit_cast<float>(std::uint32_t(ByteReader(m_part).little(4))) : 0;
}

bool ProtobufReader::appendNumbers(std::vector<std::int64_t> &numbers, std::size_t most) const
{
    if (isNumber()) {
        numbers.push_back(number());
        return numbers.size() <= most;
    }
    if (!isBytes())
        return false;
    ProtobufReader packed(m_part);
    while (packed.m_position < packed.m_bytes.size()) {
        std::uint64_t value = 0;
        if (numbers.size() >= most || !packed.readVarint(value))
            return false;
        numbers.push_back(std::int64_t(value));
    }
    return true;
}

} // namespace cairn
