// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/safetensorsheader.h"
#include "core/base/text.h"

#include "core/base/outside.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <optional>

namespace cairn {

namespace {

constexpr std::uint64_t longestHeader = 100'000'000;
constexpr qsizetype mostDimensions = 16;

struct Type
{
    const char *name;
    std::int64_t bytes;
};
constexpr std::array<Type, 10> types{{
    {"F64", 8},
    {"F32", 4},
    {"F16", 2},
    {"BF16", 2},
    {"I64", 8},
    {"I32", 4},
    {"I16", 2},
    {"I8", 1},
    {"U8", 1},
    {"BOOL", 1},
}};

Error invalidSafetensors(const QString &what)
{
    return {ErrorCode::Corrupt, Text::tr("The file is damaged or truncated: it is not valid safetensors."),
            what};
}

struct Entry
{
    SafetensorsEntry described;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

Result<Entry> readEntry(const QString &name, const QJsonObject &json)
{
    Entry entry;
    entry.described.name = name.toStdString();
    const QString dtype = json.value(QStringLiteral("dtype")).toString();
    const auto type = std::find_if(types.begin(), types.end(),
                                   [&](const Type &known) { return dtype == QLatin1String(known.name); });
    if (type == types.end())
        return Error{ErrorCode::Unsupported,
                     Text::tr("The file contains an unsupported number type (%1).").arg(dtype.left(60))};
    entry.described.type = type->name;
    const QJsonArray shape = json.value(QStringLiteral("shape")).toArray();
    const QJsonArray offsets = json.value(QStringLiteral("data_offsets")).toArray();
    if (shape.size() > mostDimensions || offsets.size() != 2)
        return invalidSafetensors(QStringLiteral("shape or offsets of %1").arg(name.left(100)));
    for (const auto &size : shape)
        entry.described.shape.push_back(size.toInteger(-1));
    const qint64 begin = offsets[0].toInteger(-1);
    const qint64 end = offsets[1].toInteger(-1);
    const std::int64_t bytes = checkedProduct(entry.described.shape, type->bytes);
    if (begin < 0 || end < begin || bytes != end - begin)
        return invalidSafetensors(QStringLiteral("offsets of %1 do not match its shape").arg(name.left(100)));
    entry.begin = std::uint64_t(begin);
    entry.end = std::uint64_t(end);
    return entry;
}

Result<std::vector<Entry>> readEntries(const QJsonObject &header)
{
    std::vector<Entry> entries;
    for (auto it = header.begin(); it != header.end(); ++it) {
        if (it.key() == safetensorsMetadata)
            continue;
        auto entry = readEntry(it.key(), it.value().toObject());
        if (!entry)
            return entry.error();
        entries.push_back(std::move(*entry));
    }
    std::stable_sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    // As the format asks: https://github.com/huggingface/safetensors#format ("holes" are no harm)
    std::uint64_t end = 0;
    for (const Entry &entry : entries) {
        if (entry.begin < end && entry.begin < entry.end)
            return invalidSafetensors(QStringLiteral("tensors overlap"));
        end = std::max(end, entry.end);
    }
    return entries;
}

} // namespace

bool looksLikeSafetensors(std::span<const std::byte> bytes)
{
    return bytes.size() > safetensorsLengthBytes && ByteReader(bytes).little(8) <= longestHeader
        && bytes[safetensorsLengthBytes] == std::byte('{');
}

Result<SafetensorsHeader> readSafetensorsHeader(std::span<const std::byte> bytes)
{
    const std::uint64_t length = ByteReader(bytes).little(8);
    const auto text = part(bytes, safetensorsLengthBytes, length);
    if (length > longestHeader || text.size() != length || text.empty())
        return invalidSafetensors(QStringLiteral("the header is outside the file"));
    if (!isModestJson(QByteArrayView(asText(text).data(), qsizetype(text.size()))))
        return budgetExceeded();
    QJsonParseError parsing;
    const QJsonObject header
        = QJsonDocument::fromJson(QByteArray::fromRawData(asText(text).data(), qsizetype(text.size())),
                                  &parsing)
              .object();
    if (parsing.error != QJsonParseError::NoError)
        return invalidSafetensors(parsing.errorString());
    auto entries = readEntries(header);
    if (!entries)
        return entries.error();
    SafetensorsHeader result;
    const QJsonObject metadata = header.value(safetensorsMetadata).toObject();
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        result.metadata[it.key().toStdString()] = it.value().toString().toUtf8();
    const auto numbers = bytes.subspan(safetensorsLengthBytes + text.size());
    for (Entry &entry : *entries) {
        const auto raw = part(numbers, entry.begin, entry.end - entry.begin);
        if (raw.size() != entry.end - entry.begin)
            return invalidSafetensors(QStringLiteral("numbers are missing"));
        entry.described.numbers = raw;
        result.entries.push_back(std::move(entry.described));
    }
    return result;
}

std::int64_t checkedProduct(const std::vector<std::int64_t> &sizes, std::int64_t factor)
{
    std::int64_t product = factor;
    for (const std::int64_t size : sizes)
        if (size < 0 || __builtin_mul_overflow(product, size, &product))
            return -1;
    return product;
}

Error budgetExceeded()
{
    return {ErrorCode::Corrupt,
            Text::tr("The file is damaged: it expands to far more data than it "
                     "contains.")};
}

} // namespace cairn
