// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/layergroups.h"
#include "core/base/text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace cairn {

namespace {

using Place = std::pair<int, int>;

std::optional<int> readInt(std::string_view &text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc())
        return {};
    text.remove_prefix(std::size_t(end - text.data()));
    return value;
}

// The start of a name: "layer3", "layer3.1" or "layer3.1.conv2.weight". What is not in a block has none.
std::optional<Place> placeOf(std::string_view name)
{
    constexpr std::string_view word = "layer";
    if (!name.starts_with(word))
        return {};
    name.remove_prefix(word.size());
    const auto stage = readInt(name);
    if (!stage)
        return {};
    if (name.empty())
        return Place{*stage, 0};
    name.remove_prefix(1);
    const auto block = readInt(name);
    return block ? std::optional(Place{*stage, *block}) : std::nullopt;
}

QString nameOf(const Place &place)
{
    return place.second == 0 ? QStringLiteral("layer%1").arg(place.first)
                             : QStringLiteral("layer%1.%2").arg(place.first).arg(place.second);
}

// A name that is exactly a place in this body.
std::optional<Place> startOf(Arch arch, const BodyConfig &body, const QString &text)
{
    const auto place = placeOf(text.toStdString());
    if (!place || place->first < 1 || place->first > body.stages() || place->second < 0
        || place->second >= archBlocks(arch)[std::size_t(place->first - 1)])
        return {};
    const bool plain = text == nameOf(*place) || text == nameOf(*place) + QStringLiteral(".0");
    return plain ? place : std::nullopt;
}

// layer1 – layer4, and as an example a block: all names of a ResNet-152 are 50.
QString hint(Arch arch, const BodyConfig &body)
{
    QStringList names;
    for (int stage = 1; stage <= body.stages(); ++stage)
        names << QStringLiteral("layer%1").arg(stage);
    const int last = archBlocks(arch)[std::size_t(body.stages() - 1)] - 1;
    return Text::tr("%1 or a block of these, up to %2")
        .arg(names.join(QStringLiteral(", ")), nameOf({body.stages(), last}));
}

} // namespace

QStringList groupStarts(Arch arch, const BodyConfig &body)
{
    QStringList names;
    for (int stage = 1; stage <= body.stages(); ++stage) {
        for (int block = 0; block < archBlocks(arch)[std::size_t(stage - 1)]; ++block)
            names << nameOf({stage, block});
    }
    return names;
}

QStringList defaultSplit(const BodyConfig &body)
{
    const int stage = std::min(3, body.stages());
    return stage == 1 ? QStringList() : QStringList{nameOf({stage, 0})};
}

Result<void> validateSplit(Arch arch, const BodyConfig &body, const QStringList &splitOn)
{
    std::optional<Place> before;
    for (const QString &text : splitOn) {
        const auto place = startOf(arch, body, text);
        if (!place)
            return Error{ErrorCode::InvalidInput,
                         Text::tr("No layer group can begin at “%1” in %2; choose %3.")
                             .arg(text.left(50), archTitle(arch), hint(arch, body))};
        if (before && *place <= *before)
            return Error{ErrorCode::InvalidInput,
                         Text::tr("Layer groups must be in the order of the network, each starting at a "
                                  "different layer: “%1” cannot follow “%2”.")
                             .arg(text, nameOf(*before))};
        before = place;
    }
    return {};
}

LayerGrouping::LayerGrouping(const QStringList &splitOn)
{
    for (const QString &text : splitOn)
        m_starts.push_back(placeOf(text.toStdString()).value_or(Place{}));
}

int LayerGrouping::groupOf(std::string_view name) const
{
    if (name.starts_with("head.") || name.starts_with("fc."))
        return count() - 1;
    const auto place = placeOf(name);
    if (!place) // conv1, bn1
        return 0;
    return int(std::upper_bound(m_starts.begin(), m_starts.end(), *place) - m_starts.begin());
}

QStringList LayerGrouping::titles(Arch arch, const BodyConfig &body, const QStringList &splitOn)
{
    const QStringList places = groupStarts(arch, body);
    QStringList titles;
    QString first = QStringLiteral("conv1");
    const auto close = [&](const QString &last) {
        titles << (first == last ? first : QStringLiteral("%1 … %2").arg(first, last));
    };
    for (const QString &start : splitOn) {
        const QString name = nameOf(placeOf(start.toStdString()).value_or(Place{}));
        const qsizetype index = places.indexOf(name);
        close(index > 0 ? places[index - 1] : QStringLiteral("bn1"));
        first = name;
    }
    close(places.last());
    return titles << QStringLiteral("head");
}

} // namespace cairn
