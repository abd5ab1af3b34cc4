// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/weightloader.h"
#include "core/base/text.h"

#include "core/engine/network/foreignnames.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace cairn {

namespace {

using Lookup = std::unordered_map<std::string, torch::Tensor>;

constexpr std::string_view firstWeight = "conv1.weight";
constexpr int mostBlocks = 100;
constexpr qsizetype mostNamesShown = 12;

bool isClassifier(const std::string &name)
{
    return name.starts_with("fc.") || name.starts_with("head.");
}

bool isCounter(const std::string &name)
{
    return name.ends_with("num_batches_tracked");
}

Lookup byOwnName(const StateDict &weights, const std::vector<std::string> &names)
{
    Lookup lookup;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (!names[i].empty())
            lookup.insert_or_assign(names[i], weights.tensors[i].tensor);
    return lookup;
}

// Which of our networks the names are of, judged by the blocks of each stage.
std::optional<Arch> archOf(const Lookup &weights)
{
    std::array<int, 4> blocks{};
    for (int stage = 0; stage < 4; ++stage)
        while (blocks[std::size_t(stage)] < mostBlocks
               && weights.contains("layer" + std::to_string(stage + 1) + '.'
                                   + std::to_string(blocks[std::size_t(stage)]) + ".conv1.weight"))
            ++blocks[std::size_t(stage)];
    const bool bottleneck = weights.contains("layer1.0.conv3.weight");
    const bool shortcuts = weights.contains("layer2.0.downsample.0.weight");
    for (const Arch arch : allArchs())
        if (archBlocks(arch) == blocks && archUsesBottleneck(arch) == bottleneck
            && archHasShortcuts(arch) == shortcuts)
            return arch;
    return {};
}

Error mismatch(const Network &network, const Lookup &weights, const std::string &name)
{
    const QString wanted = archTitle(network->spec.arch);
    const auto arch = archOf(weights);
    const QString detail = Text::tr("%1 does not fit").arg(QString::fromStdString(name));
    if (arch && *arch != network->spec.arch)
        return {ErrorCode::InvalidInput,
                Text::tr("The weights are for %1, not %2.").arg(archTitle(*arch), wanted), detail};
    return {
        ErrorCode::InvalidInput,
        Text::tr("The weights are not for %1: “%2” is missing, has a different shape or does not belong to "
                 "it.")
            .arg(wanted, QString::fromStdString(name)),
        detail};
}

// Part of another network's weights may fit by name and shape: the first block of every stage, or a residual
// network's convolutions in a plain one. Returns a name that gives them away, or nothing.
std::string strangerOf(const Network &network, const Lookup &weights)
{
    const auto arch = archOf(weights);
    if (arch && *arch != network->spec.arch)
        return std::string(firstWeight);
    if (archHasShortcuts(network->spec.arch))
        return {};
    const auto shortcut = std::find_if(weights.begin(), weights.end(), [](const auto &item) {
        return item.first.find(".downsample.") != std::string::npos;
    });
    return shortcut == weights.end() ? std::string() : shortcut->first;
}

bool isFinite(const torch::Tensor &tensor)
{
    // A sum is not finite if an addend is not; in double, finite float32 values cannot overflow it.
    return !tensor.is_floating_point() || std::isfinite(tensor.sum(torch::kDouble).item<double>());
}

Error notFinite(const std::string &name)
{
    return {ErrorCode::Corrupt,
            Text::tr("The weights are damaged: “%1” contains values that are not finite.")
                .arg(QString::fromStdString(name))};
}

struct Copy
{
    torch::Tensor from;
    torch::Tensor to;
};

void copyAll(std::vector<Copy> &copies)
{
    torch::NoGradGuard noGrad;
    for (Copy &copy : copies)
        copy.to.copy_(copy.from);
}

QString listed(const QStringList &names)
{
    const QStringList shown = names.mid(0, mostNamesShown);
    const QString rest
        = names.size() > shown.size() ? Text::tr(" and %1 more").arg(names.size() - shown.size()) : QString();
    return shown.join(QStringLiteral(", ")) + rest;
}

QString sentenceFor(Network &network, const LoadReport &report)
{
    QString text = Text::tr("Loaded %1 tensor(s) of %2", nullptr, int(report.loaded))
                       .arg(report.loaded)
                       .arg(archTitle(network->spec.arch));
    if (!report.unused.isEmpty())
        text += Text::tr("; left out %1").arg(listed(report.unused));
    // The body fits whole or not at all, so what is fresh belongs to the classifier.
    const auto parameters = network->named_parameters();
    const bool anyStored = std::any_of(parameters.begin(), parameters.end(), [&](const auto &parameter) {
        return isClassifier(parameter.key())
            && !report.fresh.contains(QString::fromStdString(parameter.key()));
    });
    if (!anyStored)
        text += Text::tr("; the classifier starts from random weights");
    else if (!report.fresh.isEmpty())
        text += Text::tr("; starting from random weights: %1").arg(listed(report.fresh));
    return text + QLatin1Char('.');
}

} // namespace

Result<LoadReport> loadPretrained(Network &network, const StateDict &weights)
{
    const std::vector<std::string> names = ownNames(weights);
    const Lookup lookup = byOwnName(weights, names);
    if (const std::string name = strangerOf(network, lookup); !name.empty())
        return mismatch(network, lookup, name);
    std::vector<Copy> copies;
    std::unordered_set<std::string> used;
    LoadReport report;
    for (const NamedTensor &item : stateDictOf(network).tensors) {
        const auto found = lookup.find(item.name);
        const bool fits = found != lookup.end() && found->second.sizes() == item.tensor.sizes();
        if (!fits && !isClassifier(item.name) && !isCounter(item.name))
            return mismatch(network, lookup, item.name);
        if (!fits) {
            if (!isCounter(item.name)) // counters start at 0 and are not used: files before 2018 have none
                report.fresh << QString::fromStdString(item.name);
            continue;
        }
        if (!isFinite(found->second))
            return notFinite(item.name);
        used.insert(item.name);
        copies.push_back({found->second, item.tensor});
    }
    for (std::size_t i = 0; i < names.size(); ++i)
        if (!used.contains(names[i]))
            report.unused << QString::fromStdString(weights.tensors[i].name);
    copyAll(copies);
    report.loaded = int(copies.size());
    report.sentence = sentenceFor(network, report);
    return report;
}

Result<void> loadExactly(Network &network, const StateDict &weights)
{
    Lookup lookup;
    for (const NamedTensor &item : weights.tensors)
        lookup.insert_or_assign(item.name, item.tensor);
    std::vector<Copy> copies;
    for (const NamedTensor &item : stateDictOf(network).tensors) {
        const auto found = lookup.find(item.name);
        if (found == lookup.end() || found->second.sizes() != item.tensor.sizes())
            return Error{ErrorCode::Corrupt,
                         Text::tr("The file does not contain all weights of its network."),
                         QString::fromStdString(item.name)};
        if (!isFinite(found->second))
            return notFinite(item.name);
        copies.push_back({found->second, item.tensor});
    }
    copyAll(copies);
    return {};
}

StateDict stateDictOf(Network &network)
{
    // Module by module, its parameters and then its statistics: the order of Python's state_dict().
    StateDict dict;
    for (const auto &module : network->named_modules()) {
        const std::string prefix = module.key().empty() ? std::string() : module.key() + '.';
        for (const auto &parameter : module.value()->named_parameters(false))
            dict.tensors.push_back({prefix + parameter.key(), parameter.value()});
        for (const auto &buffer : module.value()->named_buffers(false))
            dict.tensors.push_back({prefix + buffer.key(), buffer.value()});
    }
    return dict;
}

} // namespace cairn
