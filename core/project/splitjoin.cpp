// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/splitjoin.h"

#include <algorithm>
#include <QSet>

namespace cairn {

namespace {

/// 64 bits in parts of nearly the same length.
quint32 partOf(PerceptualHash hash, int part, int parts)
{
    const int first = 64 * part / parts;
    const int end = 64 * (part + 1) / parts;
    return quint32((hash >> first) & ((PerceptualHash(1) << (end - first)) - 1));
}

} // namespace

// SplitMix64's finalizer (Steele, Lea and Flood, OOPSLA 2014): every bit of the input decides on every bit.
double placeOf(PerceptualHash hash, quint64 seed)
{
    quint64 mixed = hash + 0x9e3779b97f4a7c15 * (seed + 1);
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    mixed ^= mixed >> 31;
    return double(mixed >> 11) / double(quint64(1) << 53);
}

void SplitJoin::clear()
{
    *this = SplitJoin();
}

void SplitJoin::setHash(qint64 imageId, PerceptualHash hash)
{
    if (knows(imageId))
        return; // the pixels of an image do not change
    if (!m_known.contains(hash))
        addHash(hash);
    const int place = m_known.value(hash);
    m_places.insert(imageId, place);
    m_images[std::size_t(place)].push_back(imageId);
}

void SplitJoin::addHash(PerceptualHash hash)
{
    const int place = int(m_hashes.size());
    m_known.insert(hash, place);
    m_hashes.push_back(hash);
    m_images.emplace_back();
    if (hash == 0)
        return; // an image of one color resembles nothing
    for (int part = 0; part < partCount; ++part)
        m_parts[std::size_t(part)][partOf(hash, part, partCount)].push_back(place);
}

std::vector<int> SplitJoin::near(PerceptualHash hash) const
{
    std::vector<int> found;
    for (int part = 0; part < partCount; ++part) {
        const auto bucket = m_parts[std::size_t(part)].constFind(partOf(hash, part, partCount));
        if (bucket == m_parts[std::size_t(part)].constEnd())
            continue;
        std::ranges::copy_if(*bucket, std::back_inserter(found), [&](int place) {
            return hammingDistance(hash, m_hashes[std::size_t(place)]) <= nearDuplicateDistance;
        });
    }
    std::ranges::sort(found, {}, [&](int place) {
        return std::pair(hammingDistance(hash, m_hashes[std::size_t(place)]), place);
    });
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

Split SplitJoin::sideOfGroup(qint64 imageId, const SplitOf &splitOf) const
{
    const int own = m_places.value(imageId);
    if (m_hashes[std::size_t(own)] == 0)
        return Split::None;
    std::vector<int> group{own};
    QSet<int> seen{own};
    for (std::size_t next = 0; next < group.size(); ++next) {
        for (const qint64 other : m_images[std::size_t(group[next])]) {
            if (const Split split = other == imageId ? Split::None : splitOf(other); split != Split::None)
                return split;
        }
        for (const int place : near(m_hashes[std::size_t(group[next])])) {
            if (group.size() < groupLimit && !seen.contains(place)) {
                seen.insert(place);
                group.push_back(place);
            }
        }
    }
    return Split::None;
}

Split SplitJoin::sideFor(qint64 imageId, const ClassSplit &ofClass, const SplitOf &splitOf,
                         const SplitRule &rule) const
{
    if (const Split withGroup = sideOfGroup(imageId, splitOf); withGroup != Split::None)
        return withGroup;
    const int train = ofClass[std::size_t(Split::Train)];
    const int valid = ofClass[std::size_t(Split::Valid)];
    if (train == 0)
        return Split::Train;
    const double wanted = std::max(1.0, rule.validShare * (train + valid + 1)); // with this one
    if (valid >= wanted)
        return Split::Train;
    if (valid <= wanted - 1)
        return Split::Valid;
    const PerceptualHash hash = m_hashes[std::size_t(m_places.value(imageId))];
    return placeOf(hash, rule.seed) < rule.validShare ? Split::Valid : Split::Train;
}

} // namespace cairn
