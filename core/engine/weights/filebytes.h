// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace cairn {

/// No file of weights is read that is larger: ResNet-152 in float64 has 480 MB, a checkpoint with Adam's
/// moments three times that.
inline constexpr qint64 maxWeightFileBytes = 4'000'000'000;

/// A whole file in memory, read once. Tensors that are read from it share it (it is freed with the last of
/// them) instead of copying. A mapping of the file would do with less, but a file that is cut short or
/// unplugged meanwhile would then end the program.
class FileBytes
{
public:
    /// Errors: NotFound, ReadFailed, InvalidInput (beyond maxWeightFileBytes). Throws std::bad_alloc.
    static Result<std::shared_ptr<const FileBytes>> read(const QString &path);
    /// For tests and for bytes that are in memory already.
    static std::shared_ptr<const FileBytes> copyOf(std::string_view bytes);

    std::span<const std::byte> all() const { return {m_bytes.get(), m_size}; }
    std::size_t size() const { return m_size; }

private:
    explicit FileBytes(std::size_t size);
    std::unique_ptr<std::byte[]> m_bytes;
    std::size_t m_size;
};

using SharedBytes = std::shared_ptr<const FileBytes>;

/// The part [offset, offset + length), or an empty span with a null pointer where it is not inside.
inline std::span<const std::byte> part(std::span<const std::byte> bytes, std::uint64_t offset,
                                       std::uint64_t length)
{
    if (offset > bytes.size() || length > bytes.size() - offset)
        return {};
    return bytes.subspan(std::size_t(offset), std::size_t(length));
}

inline std::string_view asText(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// Reads little-endian integers in order; past the end it gives zeros and ok() turns false.
class ByteReader
{
public:
    explicit ByteReader(std::span<const std::byte> bytes, std::size_t position = 0)
        : m_bytes(bytes)
        , m_position(position)
    {
    }
    bool ok() const { return m_ok; }
    bool atEnd() const { return m_position >= m_bytes.size(); }
    std::size_t position() const { return m_position; }

    std::uint64_t little(int bytes);
    std::uint64_t big(int bytes);
    std::string_view text(std::uint64_t length);
    std::string_view line(); ///< up to '\n', which is consumed
    void skip(std::uint64_t length) { text(length); }

private:
    std::span<const std::byte> m_bytes;
    std::size_t m_position;
    bool m_ok = true;
};

} // namespace cairn
