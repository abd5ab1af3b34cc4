// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/onnxfile.h"
#include "core/base/text.h"

#include "core/engine/weights/protobufreader.h"

namespace cairn {

namespace {

// Field numbers of onnx.proto3 (ONNX 1.8).
namespace model {
enum : std::uint32_t { IrVersion = 1, Graph = 7, OpsetImport = 8, MetadataProps = 14, Functions = 25 };
}
namespace opset {
enum : std::uint32_t { Domain = 1, Version = 2 };
}
namespace entry {
enum : std::uint32_t { Key = 1, Value = 2 };
}
namespace graph {
enum : std::uint32_t { Node = 1, Initializer = 5, Input = 11, Output = 12, SparseInitializer = 15 };
}
namespace node {
enum : std::uint32_t { Input = 1, Output = 2, OpType = 4, Attribute = 5, Domain = 7 };
}
namespace attribute {
enum : std::uint32_t { Name = 1, Float = 2, Int = 3, Ints = 8, Type = 20 };
}
namespace tensor {
enum : std::uint32_t { Dims = 1, DataType = 2, Name = 8, RawData = 9, ExternalData = 13, DataLocation = 14 };
}
constexpr std::uint32_t valueName = 1;

constexpr std::size_t mostNodes = 10'000;
constexpr std::size_t mostInitializers = 10'000;
constexpr std::size_t mostNames = 16; // inputs and outputs of a node or graph
constexpr std::size_t mostAttributes = 32;
constexpr std::size_t mostNumbers = 64; // in a list that is an attribute
constexpr std::size_t mostDimensions = 16;
constexpr std::size_t mostMetadata = 1'000;
constexpr std::size_t longestName = 1'000;
constexpr std::size_t longestMetadata = 10'000'000;

/// Thrown in this file only.
struct Refusal
{
    Error error;
};

[[noreturn]] void corrupt(const char *what)
{
    throw Refusal{{ErrorCode::Corrupt, Text::tr("The file is damaged or truncated: it is not valid ONNX."),
                   QString::fromLatin1(what)}};
}

[[noreturn]] void unsupported(const QString &sentence)
{
    throw Refusal{{ErrorCode::Unsupported, sentence}};
}

void requireThat(bool condition, const char *what)
{
    if (!condition)
        corrupt(what);
}

std::string nameIn(const ProtobufReader &reader)
{
    requireThat(reader.isBytes() && reader.bytes().size() <= longestName, "a name");
    return std::string(reader.text());
}

void append(std::vector<std::string> &names, const ProtobufReader &reader)
{
    requireThat(names.size() < mostNames, "too many inputs or outputs");
    names.push_back(nameIn(reader));
}

void readAttribute(std::span<const std::byte> bytes, OnnxNode &target)
{
    std::string name;
    OnnxNode::Attribute value = std::int64_t(0);
    std::vector<std::int64_t> numbers;
    bool list = false;
    ProtobufReader reader(bytes);
    while (reader.next()) {
        switch (reader.field()) {
        case attribute::Name:
            name = nameIn(reader);
            break;
        case attribute::Float:
            value = reader.real();
            break;
        case attribute::Int:
            value = reader.number();
            break;
        case attribute::Ints:
            list = true;
            requireThat(reader.appendNumbers(numbers, mostNumbers), "an attribute's numbers");
            break;
        case attribute::Type:
            break;
        default: // a graph, a tensor, a text: none of the operators here has one
            unsupported(Text::tr("Its operator %1 has a setting that Cairn's models do not use.")
                            .arg(QString::fromStdString(target.op).left(50)));
        }
    }
    requireThat(reader.ok() && target.attributes.size() < mostAttributes, "an attribute");
    if (list)
        value = std::move(numbers);
    target.attributes[name] = std::move(value);
}

OnnxNode readNode(std::span<const std::byte> bytes)
{
    OnnxNode result;
    ProtobufReader reader(bytes);
    while (reader.next()) {
        if (reader.field() == node::Input)
            append(result.inputs, reader);
        else if (reader.field() == node::Output)
            append(result.outputs, reader);
        else if (reader.field() == node::OpType)
            result.op = nameIn(reader);
        else if (reader.field() == node::Attribute)
            readAttribute(reader.bytes(), result);
        else if (reader.field() == node::Domain && !reader.bytes().empty() && reader.text() != "ai.onnx")
            unsupported(Text::tr("It uses operators from “%1”, which Cairn's models do not use.")
                            .arg(QString::fromStdString(nameIn(reader)).left(50)));
    }
    requireThat(reader.ok(), "a node");
    return result;
}

/// The product of the dimensions times four, or nothing that a file could hold.
std::uint64_t bytesOf(const std::vector<std::int64_t> &dims)
{
    std::uint64_t bytes = sizeof(float);
    for (const std::int64_t size : dims) {
        requireThat(size >= 0 && size <= maxWeightFileBytes, "a dimension");
        bytes *= std::uint64_t(size);
        requireThat(bytes <= std::uint64_t(maxWeightFileBytes), "the size of a tensor");
    }
    return bytes;
}

OnnxFile::Initializer readInitializer(std::span<const std::byte> bytes)
{
    OnnxFile::Initializer result;
    std::int64_t type = 0;
    ProtobufReader reader(bytes);
    while (reader.next()) {
        switch (reader.field()) {
        case tensor::Dims:
            requireThat(reader.appendNumbers(result.dims, mostDimensions), "dimensions");
            break;
        case tensor::DataType:
            type = reader.number();
            break;
        case tensor::Name:
            result.name = nameIn(reader);
            break;
        case tensor::RawData:
            result.values = reader.bytes();
            break;
        case tensor::ExternalData:
            unsupported(Text::tr("Its weights are in a separate file, which Cairn does not read; "
                                 "export it as a single file."));
        case tensor::DataLocation:
            if (reader.number() != 0)
                unsupported(Text::tr("Its weights are in a separate file, which Cairn does not read; "
                                     "export it as a single file."));
            break;
        default:
            break;
        }
    }
    requireThat(reader.ok(), "a tensor");
    if (type != std::int64_t(OnnxType::Float))
        unsupported(Text::tr("Its weights are not float32."));
    requireThat(result.values.size() == bytesOf(result.dims), "a tensor's data does not match its shape");
    return result;
}

std::string readValueName(std::span<const std::byte> bytes)
{
    std::string name;
    ProtobufReader reader(bytes);
    while (reader.next()) {
        if (reader.field() == valueName)
            name = nameIn(reader);
    }
    requireThat(reader.ok(), "an input or output");
    return name;
}

void readGraph(std::span<const std::byte> bytes, OnnxFile &file)
{
    ProtobufReader reader(bytes);
    while (reader.next()) {
        switch (reader.field()) {
        case graph::Node:
            requireThat(file.nodes.size() < mostNodes, "too many nodes");
            file.nodes.push_back(readNode(reader.bytes()));
            break;
        case graph::Initializer:
            requireThat(file.initializers.size() < mostInitializers, "too many tensors");
            file.initializers.push_back(readInitializer(reader.bytes()));
            break;
        case graph::Input:
        case graph::Output: {
            auto &names = reader.field() == graph::Input ? file.inputs : file.outputs;
            requireThat(names.size() < mostInitializers, "too many inputs or outputs");
            names.push_back(readValueName(reader.bytes()));
            break;
        }
        case graph::SparseInitializer:
            unsupported(Text::tr("It has sparse weights, which Cairn's models do not use."));
        default:
            break;
        }
    }
    requireThat(reader.ok(), "the graph");
}

void readOpset(std::span<const std::byte> bytes, OnnxFile &file)
{
    std::int64_t version = 0;
    bool standard = true;
    ProtobufReader reader(bytes);
    while (reader.next()) {
        if (reader.field() == opset::Version)
            version = reader.number();
        else if (reader.field() == opset::Domain)
            standard = reader.bytes().empty() || reader.text() == "ai.onnx";
    }
    requireThat(reader.ok(), "a set of operators");
    if (standard)
        file.opset = version;
}

void readMetadata(std::span<const std::byte> bytes, std::map<std::string, QByteArray> &metadata)
{
    std::string key;
    QByteArray value;
    ProtobufReader reader(bytes);
    while (reader.next()) {
        if (reader.field() == entry::Key)
            key = nameIn(reader);
        else if (reader.field() == entry::Value && reader.bytes().size() <= longestMetadata)
            value = QByteArray(reader.text().data(), qsizetype(reader.text().size()));
    }
    requireThat(reader.ok() && metadata.size() < mostMetadata, "metadata");
    metadata[key] = value;
}

OnnxFile readModel(std::span<const std::byte> bytes)
{
    OnnxFile file;
    bool hasGraph = false;
    ProtobufReader reader(bytes);
    while (reader.next()) {
        switch (reader.field()) {
        case model::Graph:
            requireThat(!hasGraph, "two graphs");
            hasGraph = true;
            readGraph(reader.bytes(), file);
            break;
        case model::OpsetImport:
            readOpset(reader.bytes(), file);
            break;
        case model::MetadataProps:
            readMetadata(reader.bytes(), file.metadata);
            break;
        case model::Functions:
            unsupported(Text::tr("It defines custom operators, which Cairn's models do not use."));
        default:
            break;
        }
    }
    requireThat(reader.ok() && hasGraph, "the model");
    return file;
}

} // namespace

Result<OnnxFile> readOnnx(std::span<const std::byte> bytes)
{
    try {
        return readModel(bytes);
    } catch (const Refusal &refusal) {
        return refusal.error;
    }
}

Result<std::map<std::string, QByteArray>> readOnnxMetadata(std::span<const std::byte> bytes)
{
    try {
        std::map<std::string, QByteArray> metadata;
        ProtobufReader reader(bytes);
        while (reader.next()) {
            if (reader.field() == model::MetadataProps)
                readMetadata(reader.bytes(), metadata);
        }
        requireThat(reader.ok(), "the model");
        return metadata;
    } catch (const Refusal &refusal) {
        return refusal.error;
    }
}

bool looksLikeOnnx(std::span<const std::byte> bytes)
{
    ProtobufReader reader(bytes.first(std::min<std::size_t>(bytes.size(), 64)));
    return reader.next() && reader.field() == model::IrVersion && reader.isNumber() && reader.number() > 0
        && reader.number() < 1'000;
}

} // namespace cairn
