// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/zipwriter.h"
#include "core/base/text.h"

#include <QtEndian>

#include <zlib.h>

namespace cairn {

namespace {

// Numbers of APPNOTE.TXT, the format's description.
constexpr quint32 localHeaderSignature = 0x04034b50;
constexpr quint32 centralHeaderSignature = 0x02014b50;
constexpr quint32 endSignature = 0x06054b50;
constexpr quint16 versionNeeded = 20;
constexpr quint16 utf8Names = 1 << 11;
constexpr quint16 firstDay = (1 << 5) | 1; // 1 January 1980: the same model gives the same bytes
constexpr quint16 paddingId = 0x4246; // "FB", as torch pads
constexpr qint64 largest = 0xffffffff;
constexpr int headerSize = 30;
constexpr int extraHeaderSize = 4;

/// Little-endian numbers, one after another.
class Record
{
public:
    Record &two(quint32 value) { return append(quint16(value)); }
    Record &four(quint32 value) { return append(value); }
    Record &text(QByteArrayView value)
    {
        m_bytes.append(value);
        return *this;
    }
    const QByteArray &bytes() const { return m_bytes; }

private:
    template <typename T>
    Record &append(T value)
    {
        char raw[sizeof(T)];
        qToLittleEndian(value, raw);
        m_bytes.append(raw, sizeof(T));
        return *this;
    }
    QByteArray m_bytes;
};

quint32 checksumOf(QByteArrayView content)
{
    return quint32(crc32_z(0, reinterpret_cast<const Bytef *>(content.data()), z_size_t(content.size())));
}

QByteArray paddingFor(qint64 contentWithout, int alignment)
{
    if (alignment <= 1 || contentWithout % alignment == 0)
        return {};
    const qint64 withHeader = contentWithout + extraHeaderSize;
    const qint64 fill = (alignment - withHeader % alignment) % alignment;
    return Record().two(paddingId).two(quint32(fill)).text(QByteArray(fill, 'Z')).bytes();
}

} // namespace

Result<void> ZipWriter::write(QByteArrayView bytes)
{
    // A disk that is full takes a part, and says why with the next one.
    while (!bytes.isEmpty()) {
        const qint64 count = m_device.write(bytes.data(), bytes.size());
        if (count <= 0)
            return Error{ErrorCode::WriteFailed,
                         Text::tr("The archive cannot be written: %1.").arg(m_device.errorString()),
                         m_device.errorString()};
        m_position += count;
        bytes = bytes.sliced(count);
    }
    return {};
}

Result<void> ZipWriter::add(const QString &name, QByteArrayView content, int alignment)
{
    const QByteArray encoded = name.toUtf8();
    if (m_position + headerSize + encoded.size() + content.size() + 2 * alignment > largest)
        return Error{ErrorCode::InvalidInput, Text::tr("The archive would be larger than 4 GB.")};
    const Entry entry{encoded, checksumOf(content), quint32(content.size()), quint32(m_position)};
    const QByteArray padding = paddingFor(m_position + headerSize + encoded.size(), alignment);
    const QByteArray header = Record()
                                  .four(localHeaderSignature)
                                  .two(versionNeeded)
                                  .two(utf8Names)
                                  .two(0) // stored
                                  .two(0)
                                  .two(firstDay)
                                  .four(entry.checksum)
                                  .four(entry.size)
                                  .four(entry.size)
                                  .two(quint32(encoded.size()))
                                  .two(quint32(padding.size()))
                                  .text(encoded)
                                  .text(padding)
                                  .bytes();
    if (const auto written = write(header); !written)
        return written;
    m_entries << entry;
    return write(content);
}

Result<void> ZipWriter::finish()
{
    const qint64 start = m_position;
    for (const Entry &entry : m_entries) {
        Record record;
        record.four(centralHeaderSignature).two(versionNeeded).two(versionNeeded).two(utf8Names).two(0);
        record.two(0).two(firstDay).four(entry.checksum).four(entry.size).four(entry.size);
        record.two(quint32(entry.name.size())).two(0).two(0).two(0).two(0).four(0).four(entry.offset);
        if (const auto written = write(record.text(entry.name).bytes()); !written)
            return written;
    }
    const qint64 size = m_position - start;
    if (m_position > largest || m_entries.size() >= 0xffff)
        return Error{ErrorCode::InvalidInput, Text::tr("The archive would be larger than 4 GB.")};
    const auto count = quint32(m_entries.size());
    Record record;
    record.four(endSignature).two(0).two(0).two(count).two(count);
    return write(record.four(quint32(size)).four(quint32(start)).two(0).bytes());
}

} // namespace cairn
