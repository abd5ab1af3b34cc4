// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/safetensors.h"
#include "core/base/text.h"

#include "core/base/folder.h"
#include "core/engine/weights/safetensorsheader.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <optional>
#include <QtEndian>

namespace cairn {

namespace {

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

torch::ScalarType typeOf(const std::string &name)
{
    return std::find_if(typeNames.begin(), typeNames.end(),
                        [&](const TypeName &known) { return name == known.name; })
        ->type;
}

std::optional<QString> nameOf(torch::ScalarType type)
{
    for (const TypeName &known : typeNames)
        if (type == known.type)
            return QString::fromLatin1(known.name);
    return {};
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
        header[safetensorsMetadata] = metadata;
    return header;
}

QByteArray headerBytes(const QJsonObject &header)
{
    QByteArray json = QJsonDocument(header).toJson(QJsonDocument::Compact);
    while (json.size() % qsizetype(safetensorsLengthBytes) != 0) // so that the numbers are aligned
        json += ' ';
    QByteArray length(qsizetype(safetensorsLengthBytes), '\0');
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

Result<StateDict> readSafetensors(const SharedBytes &file)
{
    auto header = readSafetensorsHeader(file->all());
    if (!header)
        return header.error();
    ByteBudget budget(file->size());
    StateDict dict;
    dict.metadata = std::move(header->metadata);
    for (const SafetensorsEntry &entry : header->entries) {
        const auto flat
            = tensorOnBytes(file, entry.numbers, typeOf(entry.type), checkedProduct(entry.shape), budget);
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
            return Error{ErrorCode::Unsupported, Text::tr("Weights of this type cannot be stored.")};
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
