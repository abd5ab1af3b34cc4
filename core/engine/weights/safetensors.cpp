#include "core/engine/weights/safetensors.h"

#include "core/base/folder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <optional>
#include <QtEndian>

namespace cairn {

namespace {

constexpr std::uint64_t longestHeader = 100'000'000;
constexpr qsizetype mostDimensions = 16;
constexpr std::size_t lengthBytes = 8;
const QString metadataKey = QStringLiteral("__metadata__");

struct TypeName
{
    const char *name;
    torch::ScalarType type;
};
constexpr std::array<TypeName, 10> typeNames{{
    {"F64", torch::kDouble},
    {"F32", torch::kFloat},
    {"F16", torch::kHalf},
    {"BF16", torch::kBFloat16},
    {"I64", torch::kLong},
    {"I32", torch::kInt},
    {"I16", torch::kShort},
    {"I8", torch::kChar},
    {"U8", torch::kByte},
    {"BOOL", torch::kBool},
}};

std::optional<torch::ScalarType> typeOf(const QString &name)
{
    for (const TypeName &known : typeNames)
        if (name == QLatin1String(known.name))
            return known.type;
    return {};
}

std::optional<QString> nameOf(torch::ScalarType type)
{
    for (const TypeName &known : typeNames)
        if (type == known.type)
            return QString::fromLatin1(known.name);
    return {};
}

Error corrupt(const QString &what)
{
    return {ErrorCode::Corrupt,
            QStringLiteral("The file is damaged or cut short: it is not valid safetensors."), what};
}

struct Entry
{
    std::string name;
    torch::ScalarType type = torch::kFloat;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

Result<Entry> readEntry(const QString &name, const QJsonObject &json)
{
    Entry entry;
    entry.name = name.toStdString();
    const auto type = typeOf(json.value(QStringLiteral("dtype")).toString());
    if (!type)
        return Error{ErrorCode::Unsupported,
                     QStringLiteral("The file holds numbers of a kind that weights do not have (%1).")
                         .arg(json.value(QStringLiteral("dtype")).toString().left(60))};
    entry.type = *type;
    const QJsonArray shape = json.value(QStringLiteral("shape")).toArray();
    const QJsonArray offsets = json.value(QStringLiteral("data_offsets")).toArray();
    if (shape.size() > mostDimensions || offsets.size() != 2)
        return corrupt(QStringLiteral("shape or offsets of %1").arg(name.left(100)));
    for (const auto &size : shape)
        entry.shape.push_back(size.toInteger(-1));
    const qint64 begin = offsets[0].toInteger(-1);
    const qint64 end = offsets[1].toInteger(-1);
    const std::int64_t bytes = checkedProduct(entry.shape, std::int64_t(c10::elementSize(*type)));
    if (begin < 0 || end < begin || bytes != end - begin)
        return corrupt(QStringLiteral("offsets of %1 do not suit its shape").arg(name.left(100)));
    entry.begin = std::uint64_t(begin);
    entry.end = std::uint64_t(end);
    return entry;
}

Result<std::vector<Entry>> readEntries(const QJsonObject &header)
{
    std::vector<Entry> entries;
    for (auto it = header.begin(); it != header.end(); ++it) {
        if (it.key() == metadataKey)
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
            return corrupt(QStringLiteral("tensors overlap"));
        end = std::max(end, entry.end);
    }
    return entries;
}

QJsonObject headerOf(const std::vector<const NamedTensor *> &tensors, const StateDict &dict)
{
    QJsonObject header;
    qint64 offset = 0;
    for (const NamedTensor *item : tensors) {
        const qint64 bytes = item->tensor.numel() * qint64(item->tensor.element_size());
        QJsonArray shape;
        for (const std::int64_t size : item->tensor.sizes())
            shape << qint64(size);
        header[QString::fromStdString(item->name)] = QJsonObject{
            {QStringLiteral("dtype"), *nameOf(item->tensor.scalar_type())},
            {QStringLiteral("shape"), shape},
            {QStringLiteral("data_offsets"), QJsonArray{offset, offset + bytes}},
        };
        offset += bytes;
    }
    QJsonObject metadata;
    for (const auto &[key, value] : dict.metadata)
        metadata[QString::fromStdString(key)] = QString::fromUtf8(value);
    if (!metadata.isEmpty())
        header[metadataKey] = metadata;
    return header;
}

QByteArray headerBytes(const QJsonObject &header)
{
    QByteArray json = QJsonDocument(header).toJson(QJsonDocument::Compact);
    while (json.size() % qsizetype(lengthBytes) != 0) // so that the numbers are aligned
        json += ' ';
    QByteArray length(qsizetype(lengthBytes), '\0');
    qToLittleEndian(quint64(json.size()), length.data());
    return length + json;
}

// Largest elements first, so that all of them lie aligned.
std::vector<const NamedTensor *> inFileOrder(const StateDict &dict)
{
    std::vector<const NamedTensor *> tensors;
    for (const NamedTensor &item : dict.tensors)
        tensors.push_back(&item);
    std::stable_sort(tensors.begin(), tensors.end(), [](const NamedTensor *a, const NamedTensor *b) {
        return a->tensor.element_size() > b->tensor.element_size();
    });
    return tensors;
}

} // namespace

bool looksLikeSafetensors(std::span<const std::byte> bytes)
{
    return bytes.size() > lengthBytes && ByteReader(bytes).little(8) <= longestHeader
        && bytes[lengthBytes] == std::byte('{');
}

Result<StateDict> readSafetensors(const SharedBytes &file)
{
    const auto bytes = file->all();
    const std::uint64_t length = ByteReader(bytes).little(8);
    const auto text = part(bytes, lengthBytes, length);
    if (length > longestHeader || text.size() != length || text.empty())
        return corrupt(QStringLiteral("the header is outside the file"));
    if (!isModestJson(QByteArrayView(asText(text).data(), qsizetype(text.size()))))
        return unfoldsTooFar();
    QJsonParseError parsing;
    const QJsonObject header
        = QJsonDocument::fromJson(QByteArray::fromRawData(asText(text).data(), qsizetype(text.size())),
                                  &parsing)
              .object();
    if (parsing.error != QJsonParseError::NoError)
        return corrupt(parsing.errorString());
    const auto entries = readEntries(header);
    if (!entries)
        return entries.error();
    ByteBudget budget(file->size());
    StateDict dict;
    const QJsonObject metadata = header.value(metadataKey).toObject();
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        dict.metadata[it.key().toStdString()] = it.value().toString().toUtf8();
    const auto numbers = bytes.subspan(lengthBytes + text.size());
    for (const Entry &entry : *entries) {
        const auto raw = part(numbers, entry.begin, entry.end - entry.begin);
        if (raw.size() != entry.end - entry.begin)
            return corrupt(QStringLiteral("numbers are missing"));
        const auto flat = tensorOnBytes(file, raw, entry.type, checkedProduct(entry.shape), budget);
        if (!flat)
            return flat.error();
        dict.tensors.push_back({entry.name, flat->view(entry.shape)});
    }
    return dict;
}

Result<void> writeSafetensors(const QString &path, const StateDict &dict)
{
    const auto tensors = inFileOrder(dict);
    for (const NamedTensor *item : tensors)
        if (!nameOf(item->tensor.scalar_type()))
            return Error{ErrorCode::Unsupported, QStringLiteral("Weights of this kind cannot be stored.")};
    return replaceFile(path, [&](QFile &file) {
        const QByteArray header = headerBytes(headerOf(tensors, dict));
        if (file.write(header) != header.size())
            return false;
        return std::all_of(tensors.begin(), tensors.end(), [&](const NamedTensor *item) {
            const torch::Tensor values = item->tensor.detach().cpu().contiguous();
            const qint64 bytes = values.numel() * qint64(values.element_size());
            return file.write(static_cast<const char *>(values.data_ptr()), bytes) == bytes;
        });
    });
}

} // namespace cairn
