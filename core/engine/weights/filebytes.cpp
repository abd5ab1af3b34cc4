// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/filebytes.h"
#include "core/base/text.h"

#include "core/base/outside.h"

#include <QDir>

#include <cstring>

namespace cairn {

FileBytes::FileBytes(std::size_t size)
    : m_bytes(std::make_unique_for_overwrite<std::byte[]>(size))
    , m_size(size)
{
}

Result<SharedBytes> FileBytes::read(const QString &path)
{
    const QString shown = QDir::toNativeSeparators(path);
    const auto opened = openOutside(path, maxWeightFileBytes);
    if (!opened)
        return opened.error();
    QFile &file = **opened;
    const qint64 size = file.size();
    const std::shared_ptr<FileBytes> bytes(new FileBytes(std::size_t(size)));
    qint64 done = 0;
    while (done < size) {
        const qint64 count = file.read(reinterpret_cast<char *>(bytes->m_bytes.get() + done), size - done);
        if (count <= 0)
            return Error{ErrorCode::ReadFailed, Text::tr("“%1” cannot be read completely.").arg(shown),
                         file.errorString()};
        done += count;
    }
    return SharedBytes(bytes);
}

SharedBytes FileBytes::copyOf(std::string_view text)
{
    const std::shared_ptr<FileBytes> bytes(new FileBytes(text.size()));
    std::memcpy(bytes->m_bytes.get(), text.data(), text.size());
    return bytes;
}

std::uint64_t ByteReader::little(int bytes)
{
    const std::string_view raw = text(std::uint64_t(bytes));
    std::uint64_t value = 0;
    for (std::size_t i = raw.size(); i-- > 0;)
        value = value << 8 | std::uint8_t(raw[i]);
    return value;
}

std::uint64_t ByteReader::big(int bytes)
{
    std::uint64_t value = 0;
    for (const char c : text(std::uint64_t(bytes)))
        value = value << 8 | std::uint8_t(c);
    return value;
}

std::string_view ByteReader::text(std::uint64_t length)
{
    const auto bytes = part(m_bytes, m_position, length);
    if (bytes.size() != length) {
        m_ok = false;
        m_position = m_bytes.size();
        return {};
    }
    m_position += bytes.size();
    return asText(bytes);
}

std::string_view ByteReader::line()
{
    const std::string_view rest = asText(m_bytes.subspan(m_position));
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) {
        m_ok = false;
        m_position = m_bytes.size();
        return {};
    }
    m_position += end + 1;
    return rest.substr(0, end);
}

} // namespace cairn
