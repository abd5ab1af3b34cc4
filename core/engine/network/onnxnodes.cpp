// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/onnxnodes.h"

namespace cairn {

namespace {

using Ints = std::vector<std::int64_t>;

constexpr std::int64_t floatType = 1;

/// Appends operators; each function returns the name of its output.
class Graph
{
public:
    using Attributes = std::map<std::string, OnnxNode::Attribute>;

    std::string add(const std::string &op, const std::string &name, std::vector<std::string> inputs,
                    Attributes attributes = {})
    {
        m_nodes.push_back({op, std::move(inputs), {name}, std::move(attributes)});
        return name;
    }

    std::string convolution(const std::string &name, const std::string &input,
                            const torch::nn::Conv2dImpl &conv)
    {
        const std::int64_t stride = (*conv.options.stride())[0];
        const std::int64_t side = (*conv.options.kernel_size())[0];
        // Every convolution of a ResNet keeps the size but for its stride.
        return add("Conv", name, {input, name + ".weight", name + ".bias"},
                   {{"dilations", Ints{1, 1}},
                    {"group", std::int64_t(1)},
                    {"kernel_shape", Ints{side, side}},
                    {"pads", Ints(4, side / 2)},
                    {"strides", Ints{stride, stride}}});
    }

    std::string relu(const std::string &input) { return add("Relu", input + ".relu", {input}); }

    std::vector<OnnxNode> take() { return std::move(m_nodes); }

private:
    std::vector<OnnxNode> m_nodes;
};

std::string addBlock(Graph &graph, const std::string &name, const std::string &input, BlockImpl &block)
{
    std::string y = graph.relu(graph.convolution(name + ".conv1", input, *block.conv1));
    y = graph.convolution(name + ".conv2", y, *block.conv2);
    if (!block.conv3.is_empty())
        y = graph.convolution(name + ".conv3", graph.relu(y), *block.conv3);
    if (!block.shortcut)
        return graph.relu(y);
    std::string x = input;
    if (!block.downsample.is_empty())
        x = graph.convolution(name + ".downsample.0", input,
                              *std::dynamic_pointer_cast<torch::nn::Conv2dImpl>(block.downsample->ptr(0)));
    return graph.relu(graph.add("Add", name + ".add", {y, x}));
}

std::string addBody(Graph &graph, const std::string &input, Network &network)
{
    std::string x = graph.relu(graph.convolution("conv1", input, *network->conv1));
    x = graph.add("MaxPool", "maxpool", {x},
                  {{"kernel_shape", Ints{3, 3}}, {"pads", Ints{1, 1, 1, 1}}, {"strides", Ints{2, 2}}});
    for (std::size_t stage = 0; stage < network->layers.size(); ++stage)
        for (std::size_t i = 0; i < network->layers[stage]->size(); ++i)
            x = addBlock(graph, "layer" + std::to_string(stage + 1) + '.' + std::to_string(i), x,
                         *std::dynamic_pointer_cast<BlockImpl>(network->layers[stage]->ptr(i)));
    return x;
}

std::string addHeadLayer(Graph &graph, const std::string &name, const std::string &x,
                         const torch::nn::Module &layer, const std::string &output)
{
    if (layer.as<AdaptiveConcatPool2d>()) {
        const std::string largest = graph.add("GlobalMaxPool", name + ".max", {x});
        const std::string mean = graph.add("GlobalAveragePool", name + ".mean", {x});
        return graph.add("Concat", name, {largest, mean}, {{"axis", std::int64_t(1)}});
    }
    if (layer.as<torch::nn::AdaptiveMaxPool2d>())
        return graph.add("GlobalMaxPool", name, {x});
    if (layer.as<torch::nn::AdaptiveAvgPool2d>())
        return graph.add("GlobalAveragePool", name, {x});
    if (layer.as<torch::nn::Flatten>())
        return graph.add("Flatten", name, {x}, {{"axis", std::int64_t(1)}});
    if (layer.as<torch::nn::ReLU>())
        return graph.relu(x);
    if (layer.as<torch::nn::Linear>())
        return graph.add("Gemm", output, {x, name + ".weight", name + ".bias"},
                         {{"transB", std::int64_t(1)}});
    TORCH_CHECK(layer.as<BatchNorm1d>(), "a layer that a folded head cannot have");
    const std::string scaled = graph.add("Mul", name + ".scaled", {x, name + ".weight"});
    return graph.add("Add", name, {scaled, name + ".bias"});
}

void addHead(Graph &graph, std::string x, Network &network)
{
    const std::size_t last = network->head->size() - 1;
    for (std::size_t i = 0; i <= last; ++i) {
        const std::string name = "head." + std::to_string(i);
        x = addHeadLayer(graph, name, x, *network->head->ptr(i), i == last ? "logits" : name);
    }
}

} // namespace

std::vector<OnnxNode> onnxNodes(Network &inference, OnnxForm form, double temperature)
{
    TORCH_CHECK(inference->norms == Norms::Folded && inference->fc.is_empty(),
                "only a network for inference can become an ONNX graph");
    Graph graph;
    if (form == OnnxForm::WithPreprocessing) {
        graph.add("Cast", "image.float", {"image"}, {{"to", floatType}});
        graph.add("Transpose", "image.planes", {"image.float"}, {{"perm", Ints{0, 3, 1, 2}}});
        graph.add("Mul", "image.scaled", {"image.planes", onnxPixelScale});
        graph.add("Add", "pixel_values", {"image.scaled", onnxPixelShift});
    }
    addHead(graph, addBody(graph, "pixel_values", inference), inference);
    if (form == OnnxForm::WithPreprocessing) {
        std::string logits = "logits";
        if (temperature != 1)
            logits = graph.add("Mul", "logits.scaled", {logits, onnxInverseTemperature});
        graph.add("Softmax", "probabilities", {logits}, {{"axis", std::int64_t(1)}});
    }
    return graph.take();
}

OnnxValue onnxInput(const ModelSpec &spec, OnnxForm form)
{
    const std::string batch = "batch";
    const std::int64_t size = spec.imageSize;
    if (form == OnnxForm::WithPreprocessing)
        return {"image", OnnxType::UInt8, {batch, size, size, std::int64_t(3)}};
    return {"pixel_values", OnnxType::Float, {batch, std::int64_t(3), size, size}};
}

OnnxValue onnxOutput(const ModelSpec &spec, OnnxForm form)
{
    const bool pixels = form == OnnxForm::WithPreprocessing;
    return {pixels ? "probabilities" : "logits",
            OnnxType::Float,
            {std::string("batch"), std::int64_t(spec.classes.size())}};
}

} // namespace cairn
