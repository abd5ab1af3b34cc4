// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/foreignnames.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

namespace cairn {

namespace {

enum class Program {
    Torchvision, ///< timm, too
    FastAi,
    HuggingFace,
};

/// Who named the tensors, and what stands before its names.
struct Naming
{
    Program program = Program::Torchvision;
    std::string prefix;
};

using Translation = std::pair<std::string_view, std::string_view>;

constexpr std::array<Translation, 7> fastAiNames{
    Translation{"0.0.", "conv1."}, {"0.1.", "bn1."},    {"0.4.", "layer1."}, {"0.5.", "layer2."},
    {"0.6.", "layer3."},           {"0.7.", "layer4."}, {"1.", "head."}};
constexpr std::array<Translation, 2> huggingFaceStem{Translation{"embedder.embedder.convolution.", "conv1."},
                                                     {"embedder.embedder.normalization.", "bn1."}};
constexpr std::string_view timmBody = "0.model."; // in a fast.ai model
constexpr std::string_view huggingFaceBody = "resnet.";

template <std::size_t count>
std::string translated(std::string_view name, const std::array<Translation, count> &names)
{
    for (const auto &[theirs, ours] : names)
        if (name.starts_with(theirs))
            return std::string(ours) + std::string(name.substr(theirs.size()));
    return {};
}

/// The text before the next point, which is passed over with it.
std::string_view nextPart(std::string_view &name)
{
    const std::size_t dot = std::min(name.find('.'), name.size());
    const std::string_view part = name.substr(0, dot);
    name.remove_prefix(std::min(dot + 1, name.size()));
    return part;
}

/// "0" → "1"; empty where it is no digit.
std::string oneMore(std::string_view digit)
{
    const bool is = digit.size() == 1 && digit[0] >= '0' && digit[0] <= '8';
    return is ? std::string(1, char(digit[0] + 1)) : std::string();
}

/// "encoder.stages.0.layers.1.layer.0.convolution.weight" → "layer1.1.conv1.weight".
std::string ofHuggingFaceBlock(std::string_view name)
{
    if (nextPart(name) != "encoder" || nextPart(name) != "stages")
        return {};
    const std::string stage = oneMore(nextPart(name));
    if (stage.empty() || nextPart(name) != "layers")
        return {};
    const std::string block = "layer" + stage + '.' + std::string(nextPart(name)) + '.';
    const std::string_view branch = nextPart(name);
    const std::string convolution = branch == "layer" ? oneMore(nextPart(name)) : std::string();
    const std::string_view kind = nextPart(name);
    const bool norm = kind == "normalization";
    if (!norm && kind != "convolution")
        return {};
    if (branch == "shortcut")
        return block + (norm ? "downsample.1." : "downsample.0.") + std::string(name);
    return convolution.empty() ? std::string()
                               : block + (norm ? "bn" : "conv") + convolution + '.' + std::string(name);
}

// What stands before the very first layer, and by whose name for it that layer was found.
std::optional<Naming> namingOf(const StateDict &weights)
{
    std::unordered_set<std::string_view> names;
    for (const NamedTensor &item : weights.tensors)
        names.insert(item.name);
    std::optional<Naming> naming;
    const auto consider = [&](const std::string &name, Program program, std::string_view first) {
        if (!name.ends_with(first))
            return;
        const std::string before = name.substr(0, name.size() - first.size());
        const bool whole = before.empty() || before.back() == '.';
        if (whole && program == Program::FastAi && !names.contains(before + "0.4.0.conv1.weight"))
            return; // any Sequential begins so
        if (whole && (!naming || before.size() < naming->prefix.size()))
            naming = Naming{program, before};
    };
    for (const NamedTensor &item : weights.tensors) {
        if (item.tensor.dim() != 4 || item.tensor.size(1) != 3)
            continue;
        consider(item.name, Program::Torchvision, "conv1.weight");
        consider(item.name, Program::FastAi, "0.0.weight");
        consider(item.name, Program::HuggingFace, "embedder.embedder.convolution.weight");
    }
    return naming;
}

/// A part of the model that is not below the body's prefix: `below` is what the prefix ends with for that.
std::string besideBody(const std::string &name, const Naming &naming, std::string_view below,
                       const Translation &head)
{
    if (!naming.prefix.ends_with(below))
        return {};
    const std::string outer = naming.prefix.substr(0, naming.prefix.size() - below.size());
    const std::string theirs = outer + std::string(head.first);
    return name.starts_with(theirs) ? std::string(head.second) + name.substr(theirs.size()) : std::string();
}

std::string ownName(const std::string &name, const Naming &naming)
{
    const bool inside = name.starts_with(naming.prefix);
    const std::string_view rest = std::string_view(name).substr(inside ? naming.prefix.size() : 0);
    switch (naming.program) {
    case Program::FastAi:
        return inside ? translated(rest, fastAiNames) : std::string();
    case Program::HuggingFace: {
        if (const std::string head = besideBody(name, naming, huggingFaceBody, {"classifier.1.", "fc."});
            !head.empty())
            return head;
        const std::string stem = inside ? translated(rest, huggingFaceStem) : std::string();
        return stem.empty() && inside ? ofHuggingFaceBlock(rest) : stem;
    }
    case Program::Torchvision:
        break;
    }
    return inside ? std::string(rest) : besideBody(name, naming, timmBody, {"1.", "head."});
}

} // namespace

std::vector<std::string> ownNames(const StateDict &weights)
{
    const Naming naming = namingOf(weights).value_or(Naming());
    std::vector<std::string> names;
    names.reserve(weights.tensors.size());
    for (const NamedTensor &item : weights.tensors)
        names.push_back(ownName(item.name, naming));
    return names;
}

} // namespace cairn
