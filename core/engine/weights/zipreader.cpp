// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/zipreader.h"
#include "core/base/text.h"

#include <algorithm>
#include <optional>

namespace cairn {

namespace {

// Names and numbers of APPNOTE.TXT, the format's description.
constexpr std::uint32_t localHeaderSignature = 0x04034b50;
constexpr std::uint32_t centralHeaderSignature = 0x02014b50;
constexpr std::uint32_t endSignature = 0x06054b50;
constexpr std::uint32_t end64Signature = 0x06064b50;
constexpr std::uint32_t locator64Signature = 0x07064b50;
constexpr std::size_t endSize = 22;
constexpr std::size_t locator64Size = 20;
constexpr std::size_t longestComment = 0xffff;
constexpr std::uint16_t zip64ExtraId = 1;
constexpr std::uint32_t inExtra32 = 0xffffffff;
constexpr std::uint64_t mostEntries = 100'000;

Error unreadableArchive(const char *what)
{
    return {ErrorCode::Corrupt, Text::tr("The file is damaged or truncated: its archive cannot be read."),
            QString::fromLatin1(what)};
}

struct Directory
{
    std::uint64_t entries = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
};

std::size_t findEnd(std::span<const std::byte> archive)
{
    if (archive.size() < endSize)
        return archive.size();
    const std::size_t last = archive.size() - endSize;
    const std::size_t first = last > longestComment ? last - longestComment : 0;
    for (std::size_t at = last + 1; at-- > first;)
        if (ByteReader(archive, at).little(4) == endSignature)
            return at;
    return archive.size();
}

Result<Directory> readEnd64(std::span<const std::byte> archive, std::size_t end)
{
    if (end < locator64Size)
        return unreadableArchive("no room for the zip64 locator");
    ByteReader locator(archive, end - locator64Size);
    if (locator.little(4) != locator64Signature)
        return unreadableArchive("no zip64 locator");
    locator.skip(4);
    const std::uint64_t at = locator.little(8);
    if (at >= archive.size())
        return unreadableArchive("zip64 end record is outside the file");
    ByteReader record(archive, std::size_t(at));
    if (record.little(4) != end64Signature)
        return unreadableArchive("no zip64 end record");
    record.skip(8 + 2 + 2 + 4 + 4 + 8); // size, versions, disks, entries on this disk
    Directory directory;
    directory.entries = record.little(8);
    directory.size = record.little(8);
    directory.offset = record.little(8);
    if (!record.ok())
        return unreadableArchive("zip64 end record is cut short");
    return directory;
}

Result<Directory> readDirectory(std::span<const std::byte> archive)
{
    const std::size_t end = findEnd(archive);
    if (end == archive.size())
        return unreadableArchive("no end of central directory");
    ByteReader record(archive, end + 10);
    Directory directory;
    directory.entries = record.little(2);
    directory.size = record.little(4);
    directory.offset = record.little(4);
    if (directory.entries == 0xffff || directory.size == inExtra32 || directory.offset == inExtra32)
        return readEnd64(archive, end);
    return directory;
}

// Sizes and offsets that do not fit into 32 bits stand in an extra field, in this order and only those that
// are needed.
bool readZip64Extra(std::string_view extra, std::initializer_list<std::uint64_t *> fields)
{
    ByteReader reader(std::as_bytes(std::span(extra)));
    while (!reader.atEnd()) {
        const auto id = std::uint16_t(reader.little(2));
        const std::uint64_t length = reader.little(2);
        const std::string_view body = reader.text(length);
        if (!reader.ok())
            return false;
        if (id != zip64ExtraId)
            continue;
        ByteReader values(std::as_bytes(std::span(body)));
        for (std::uint64_t *field : fields)
            if (*field == inExtra32)
                *field = values.little(8);
        return values.ok();
    }
    return std::none_of(fields.begin(), fields.end(), [](const auto *field) { return *field == inExtra32; });
}

Result<std::span<const std::byte>> contentAt(std::span<const std::byte> archive, std::uint64_t header,
                                             std::uint64_t size)
{
    if (header >= archive.size())
        return unreadableArchive("an entry lies outside the file");
    ByteReader local(archive, std::size_t(header));
    if (local.little(4) != localHeaderSignature)
        return unreadableArchive("an entry has no local header");
    local.skip(22);
    const std::uint64_t nameLength = local.little(2);
    const std::uint64_t extraLength = local.little(2);
    local.skip(nameLength + extraLength);
    const auto bytes = part(archive, local.position(), size);
    if (!local.ok() || bytes.size() != size)
        return unreadableArchive("an entry is cut short");
    return bytes;
}

// Nothing for an entry that is compressed or encrypted.
Result<std::optional<ZipEntry>> readEntry(std::span<const std::byte> archive, ByteReader &reader)
{
    if (reader.little(4) != centralHeaderSignature)
        return unreadableArchive("bad central header");
    reader.skip(4); // versions
    const std::uint64_t flags = reader.little(2);
    const std::uint64_t method = reader.little(2);
    reader.skip(8); // time, date, checksum
    std::uint64_t packed = reader.little(4);
    std::uint64_t size = reader.little(4);
    const std::uint64_t nameLength = reader.little(2);
    const std::uint64_t extraLength = reader.little(2);
    const std::uint64_t commentLength = reader.little(2);
    reader.skip(8); // disk, attributes
    std::uint64_t header = reader.little(4);
    ZipEntry entry;
    entry.name = reader.text(nameLength);
    const std::string_view extra = reader.text(extraLength);
    reader.skip(commentLength);
    if (!reader.ok() || !readZip64Extra(extra, {&size, &packed, &header}))
        return unreadableArchive("central directory is cut short");
    if (method != 0 || packed != size || (flags & 1) != 0)
        return std::optional<ZipEntry>();
    const auto bytes = contentAt(archive, header, size);
    if (!bytes)
        return bytes.error();
    entry.bytes = *bytes;
    return std::optional(std::move(entry));
}

/// No two entries share a byte: thousands on the same ones would unfold to many times the file.
bool overlap(const std::vector<ZipEntry> &entries)
{
    std::vector<std::span<const std::byte>> contents;
    for (const ZipEntry &entry : entries) {
        if (!entry.bytes.empty())
            contents.push_back(entry.bytes);
    }
    std::sort(contents.begin(), contents.end(),
              [](const auto &a, const auto &b) { return a.data() < b.data(); });
    return std::adjacent_find(contents.begin(), contents.end(),
                              [](const auto &a, const auto &b) { return a.data() + a.size() > b.data(); })
        != contents.end();
}

} // namespace

Result<std::vector<ZipEntry>> readStoredZip(std::span<const std::byte> archive)
{
    const auto directory = readDirectory(archive);
    if (!directory)
        return directory.error();
    const auto bytes = part(archive, directory->offset, directory->size);
    if (bytes.size() != directory->size || directory->entries > mostEntries)
        return unreadableArchive("central directory is outside the file");
    ByteReader reader(bytes);
    std::vector<ZipEntry> entries;
    for (std::uint64_t i = 0; i < directory->entries; ++i) {
        auto entry = readEntry(archive, reader);
        if (!entry)
            return entry.error();
        if (*entry)
            entries.push_back(std::move(**entry));
    }
    if (overlap(entries))
        return unreadableArchive("entries overlap");
    return entries;
}

bool looksLikeZip(std::span<const std::byte> bytes)
{
    return ByteReader(bytes).little(4) == localHeaderSignature;
}

} // namespace cairn
