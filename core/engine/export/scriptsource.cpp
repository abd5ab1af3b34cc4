// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export/scriptsource.h"

#include <sstream>

namespace cairn {

namespace {

/// "layer1.0.conv1" → `getattr(self.layer1, "0").conv1`: names that are numbers cannot be written as
/// attributes.
std::string expression(const std::string &name)
{
    std::string text = "self";
    std::istringstream parts(name);
    for (std::string part; std::getline(parts, part, '.');)
        text = std::isdigit(static_cast<unsigned char>(part.front()))
            ? "getattr(" + text + ", \"" + part + "\")"
            : text + '.' + part;
    return text;
}

/// Collects lines of the body of forward().
class Source
{
public:
    void line(const std::string &text) { m_text << "    " << text << '\n'; }
    std::string text() const { return m_text.str(); }

    void convolution(const std::string &to, const std::string &from, const std::string &name,
                     const torch::nn::Conv2dImpl &conv)
    {
        const auto stride = std::to_string((*conv.options.stride())[0]);
        // Every convolution of a ResNet keeps the size but for its stride.
        const auto padding = std::to_string((*conv.options.kernel_size())[0] / 2);
        line(to + " = torch.conv2d(" + from + ", " + expression(name) + ".weight, None, [" + stride + ", "
             + stride + "], [" + padding + ", " + padding + "], [1, 1], 1)");
    }

    void norm(const std::string &variable, const std::string &name, double epsilon)
    {
        const std::string module = expression(name);
        std::ostringstream call;
        call << variable << " = torch.batch_norm(" << variable << ", " << module << ".weight, " << module
             << ".bias, " << module << ".running_mean, " << module << ".running_var, False, 0.0, "
             << std::scientific << epsilon << ", False)";
        line(call.str());
    }

private:
    std::ostringstream m_text;
};

void addBlock(Source &source, const std::string &name, BlockImpl &block)
{
    source.convolution("y", "x", name + ".conv1", *block.conv1);
    source.norm("y", name + ".bn1", block.bn1->options.eps());
    source.line("y = torch.relu(y)");
    source.convolution("y", "y", name + ".conv2", *block.conv2);
    source.norm("y", name + ".bn2", block.bn2->options.eps());
    if (!block.conv3.is_empty()) {
        source.line("y = torch.relu(y)");
        source.convolution("y", "y", name + ".conv3", *block.conv3);
        source.norm("y", name + ".bn3", block.bn3->options.eps());
    }
    if (!block.downsample.is_empty()) {
        source.convolution("x", "x", name + ".downsample.0",
                           *std::dynamic_pointer_cast<torch::nn::Conv2dImpl>(block.downsample->ptr(0)));
        source.norm("x", name + ".downsample.1", block.downsample->ptr(1)->as<BatchNorm2d>()->options.eps());
    }
    source.line(block.shortcut ? "x = torch.relu(x + y)" : "x = torch.relu(y)");
}

void addBody(Source &source, Network &network)
{
    source.convolution("x", "x", "conv1", *network->conv1);
    source.norm("x", "bn1", network->bn1->options.eps());
    source.line("x = torch.max_pool2d(torch.relu(x), [3, 3], [2, 2], [1, 1])");
    for (std::size_t stage = 0; stage < network->layers.size(); ++stage)
        for (std::size_t i = 0; i < network->layers[stage]->size(); ++i)
            addBlock(source, "layer" + std::to_string(stage + 1) + '.' + std::to_string(i),
                     *std::dynamic_pointer_cast<BlockImpl>(network->layers[stage]->ptr(i)));
}

void addLinear(Source &source, const std::string &name, bool bias)
{
    const std::string module = expression(name);
    source.line("x = torch.linear(x, " + module + ".weight, " + (bias ? module + ".bias)" : "None)"));
}

// Pooling flattens; dropout does nothing in evaluation mode.
void addHead(Source &source, torch::nn::Sequential &head)
{
    const std::string largest = "torch.amax(x, [2, 3])";
    const std::string mean = "torch.mean(x, [2, 3])";
    for (std::size_t i = 0; i < head->size(); ++i) {
        const std::string name = "head." + std::to_string(i);
        const auto module = head->ptr(i);
        if (module->as<AdaptiveConcatPool2d>())
            source.line("x = torch.cat([" + largest + ", " + mean + "], 1)");
        else if (module->as<torch::nn::AdaptiveMaxPool2d>())
            source.line("x = " + largest);
        else if (module->as<torch::nn::AdaptiveAvgPool2d>())
            source.line("x = " + mean);
        else if (const auto *norm = module->as<BatchNorm1d>())
            source.norm("x", name, norm->options.eps());
        else if (const auto *linear = module->as<torch::nn::Linear>())
            addLinear(source, name, linear->bias.defined());
        else if (module->as<torch::nn::ReLU>())
            source.line("x = torch.relu(x)");
    }
}

} // namespace

std::string forwardSource(Network &network)
{
    TORCH_CHECK(network->norms == Norms::BatchNorm,
                "a folded network has different parameters from those its file lists");
    Source source;
    addBody(source, network);
    if (network->fc.is_empty()) {
        addHead(source, network->head);
    } else {
        source.line("x = torch.mean(x, [2, 3])");
        addLinear(source, "fc", true);
    }
    source.line("return x");
    return "def forward(self, x):\n" + source.text();
}

} // namespace cairn
