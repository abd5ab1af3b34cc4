// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export/onnxmodel.h"

#include "core/engine/export/protobufwriter.h"

#include <bit>

namespace cairn {

namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

// Values of AttributeProto.AttributeType.
constexpr std::int64_t floatAttribute = 1;
constexpr std::int64_t intAttribute = 2;
constexpr std::int64_t intsAttribute = 7;

std::string attributeBytes(const std::string &name, const OnnxNode::Attribute &value)
{
    ProtobufWriter attribute;
    attribute.bytes(1, name);
    if (const auto *real = std::get_if<float>(&value)) {
        attribute.real(2, *real);
        attribute.number(20, floatAttribute);
    } else if (const auto *number = std::get_if<std::int64_t>(&value)) {
        attribute.number(3, *number);
        attribute.number(20, intAttribute);
    } else {
        for (const std::int64_t item : std::get<std::vector<std::int64_t>>(value))
            attribute.number(8, item);
        attribute.number(20, intsAttribute);
    }
    return attribute.bytes();
}

std::string nodeBytes(const OnnxNode &source)
{
    ProtobufWriter node;
    for (const std::string &input : source.inputs)
        node.bytes(1, input);
    for (const std::string &output : source.outputs)
        node.bytes(2, output);
    node.bytes(3, source.outputs.front()); // a name for people who look at the graph
    node.bytes(4, source.op);
    for (const auto &[name, value] : source.attributes)
        node.bytes(5, attributeBytes(name, value));
    return node.bytes();
}

std::string tensorBytes(const OnnxTensor &source)
{
    ProtobufWriter tensor;
    for (const std::int64_t size : source.dims)
        tensor.number(1, size);
    tensor.number(2, std::int64_t(OnnxType::Float));
    tensor.bytes(8, source.name);
    tensor.bytes(9, {reinterpret_cast<const char *>(source.values.data()), source.values.size_bytes()});
    return tensor.bytes();
}

std::string valueBytes(const OnnxValue &source)
{
    ProtobufWriter shape;
    for (const auto &size : source.shape) {
        ProtobufWriter dimension;
        if (const auto *number = std::get_if<std::int64_t>(&size))
            dimension.number(1, *number);
        else
            dimension.bytes(2, std::get<std::string>(size));
        shape.bytes(1, dimension.bytes());
    }
    ProtobufWriter tensor;
    tensor.number(1, std::int64_t(source.type));
    tensor.bytes(2, shape.bytes());
    ProtobufWriter type;
    type.bytes(1, tensor.bytes());
    ProtobufWriter value;
    value.bytes(1, source.name);
    value.bytes(2, type.bytes());
    return value.bytes();
}

std::string graphBytes(const OnnxModel &model)
{
    ProtobufWriter graph;
    for (const OnnxNode &node : model.nodes)
        graph.bytes(1, nodeBytes(node));
    graph.bytes(2, model.name);
    for (const OnnxTensor &tensor : model.tensors)
        graph.bytes(5, tensorBytes(tensor));
    graph.bytes(11, valueBytes(model.input));
    graph.bytes(12, valueBytes(model.output));
    return graph.bytes();
}

} // namespace

std::string onnxBytes(const OnnxModel &model)
{
    ProtobufWriter file;
    file.number(1, onnxIrVersion);
    file.bytes(2, model.producer.toStdString());
    file.bytes(3, model.producerVersion.toStdString());
    file.bytes(7, graphBytes(model));
    ProtobufWriter operators;
    operators.bytes(1, std::string_view()); // the standard ones
    operators.number(2, onnxOpset);
    file.bytes(8, operators.bytes());
    for (const auto &[key, value] : model.metadata) {
        ProtobufWriter entry;
        entry.bytes(1, key.toStdString());
        entry.bytes(2, value.toStdString());
        file.bytes(14, entry.bytes());
    }
    return file.bytes();
}

} // namespace cairn
