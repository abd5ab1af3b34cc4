// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/tiffdirectory.h"

#include "core/imaging/bytereader.h"

#include <QDateTime>
#include <QTimeZone>

namespace cairn {

namespace {

constexpr quint16 typeText = 2;
constexpr quint16 typeShort = 3;
constexpr quint16 typeLong = 4;
constexpr quint64 entrySize = 12;
constexpr qsizetype dateLength = 19; // "2019:05:03 14:02:11"

class Tiff
{
public:
    explicit Tiff(QByteArrayView bytes)
        : m_bytes(bytes)
        , m_bigEndian(bytes.startsWith("MM"))
    {
        if ((m_bigEndian || bytes.startsWith("II")) && read<quint16>(2) == 42)
            m_first = read<quint32>(4);
    }
    std::optional<quint32> firstDirectory() const { return m_first; }

    template <std::integral T>
    std::optional<T> read(quint64 offset) const
    {
        return readInteger<T>(m_bytes, offset, m_bigEndian);
    }

    /// Where a tag's entry begins in the directory that begins at `directory`.
    std::optional<quint64> entry(std::optional<quint32> directory, TiffTag tag) const
    {
        const auto entries = directory ? read<quint16>(*directory) : std::nullopt;
        for (quint64 i = 0; entries && i < *entries; ++i) {
            const quint64 at = quint64(*directory) + 2 + i * entrySize;
            const auto found = read<quint16>(at);
            if (!found)
                return {};
            if (*found == quint16(tag))
                return at;
        }
        return {};
    }

    std::optional<quint32> value(std::optional<quint32> directory, TiffTag tag) const
    {
        const auto at = entry(directory, tag);
        const auto type = at ? read<quint16>(*at + 2) : std::nullopt;
        if (type == typeLong)
            return read<quint32>(*at + 8);
        if (type == typeShort)
            return read<quint16>(*at + 8);
        return {};
    }

    /// The first `length` bytes of a text that does not fit into its entry; empty where there are not so
    /// many.
    QByteArrayView text(std::optional<quint32> directory, TiffTag tag, qsizetype length) const
    {
        const auto at = entry(directory, tag);
        if (!at || read<quint16>(*at + 2) != typeText || read<quint32>(*at + 4).value_or(0) < quint32(length))
            return {};
        const auto offset = read<quint32>(*at + 8);
        if (!offset || quint64(*offset) + quint64(length) > quint64(m_bytes.size()))
            return {};
        return m_bytes.sliced(qsizetype(*offset), length);
    }

private:
    const QByteArrayView m_bytes;
    const bool m_bigEndian;
    std::optional<quint32> m_first;
};

QByteArrayView withoutPrefix(QByteArrayView exif)
{
    const QByteArrayView prefix("Exif\0\0", 6);
    return exif.startsWith(prefix) ? exif.sliced(prefix.size()) : exif;
}

} // namespace

std::optional<quint32> firstDirectoryValue(QByteArrayView tiff, TiffTag tag)
{
    const Tiff file(tiff);
    return file.value(file.firstDirectory(), tag);
}

int exifOrientation(QByteArrayView exif)
{
    const quint32 value = firstDirectoryValue(withoutPrefix(exif), TiffTag::Orientation).value_or(1);
    return value >= 1 && value <= 8 ? int(value) : 1;
}

qint64 exifTimeTaken(QByteArrayView exif)
{
    const Tiff file(withoutPrefix(exif));
    const auto directory = file.value(file.firstDirectory(), TiffTag::ExifDirectory);
    const QByteArrayView text = file.text(directory, TiffTag::DateTimeOriginal, dateLength);
    if (text.isEmpty())
        return 0;
    const auto number = [text](qsizetype at, qsizetype length) { return text.sliced(at, length).toInt(); };
    const QDate date(number(0, 4), number(5, 2), number(8, 2));
    const QTime time(number(11, 2), number(14, 2), number(17, 2));
    if (!date.isValid() || !time.isValid() || date.year() < 1800)
        return 0;
    return QDateTime(date, time, QTimeZone::utc()).toMSecsSinceEpoch();
}

} // namespace cairn
