// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/health/duplicates.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace cairn {

namespace {

/// Disjoint sets with path halving and union by size.
class Sets
{
public:
    explicit Sets(std::size_t count)
        : m_parent(count)
        , m_size(count, 1)
    {
        std::iota(m_parent.begin(), m_parent.end(), std::size_t(0));
    }

    std::size_t find(std::size_t i)
    {
        while (m_parent[i] != i) {
            m_parent[i] = m_parent[m_parent[i]];
            i = m_parent[i];
        }
        return i;
    }

    void unite(std::size_t a, std::size_t b)
    {
        a = find(a);
        b = find(b);
        if (a == b)
            return;
        if (m_size[a] < m_size[b])
            std::swap(a, b);
        m_parent[b] = a;
        m_size[a] += m_size[b];
    }

private:
    std::vector<std::size_t> m_parent;
    std::vector<std::size_t> m_size;
};

struct Part
{
    int shift = 0;
    PerceptualHash mask = 0;
};

/// 64 bits in `count` parts of nearly the same length.
std::vector<Part> partsOf(int count)
{
    std::vector<Part> parts;
    for (int i = 0, shift = 0; i < count; ++i) {
        const int bits = 64 / count + (i < 64 % count ? 1 : 0);
        parts.push_back({shift, bits == 64 ? ~PerceptualHash(0) : (PerceptualHash(1) << bits) - 1});
        shift += bits;
    }
    return parts;
}

/// Unites hashes that agree in `part` and are near.
void uniteWithin(const Part &part, const std::vector<PerceptualHash> &hashes, int distance, Sets &sets,
                 const CancelToken &cancel)
{
    std::vector<std::size_t> order(hashes.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    const auto key = [&](std::size_t i) { return hashes[i] >> part.shift & part.mask; };
    std::ranges::sort(order, {}, key);
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first + 1;
        while (end < order.size() && key(order[end]) == key(order[first]))
            ++end;
        for (std::size_t i = first; i < end && !cancel.cancelled(); ++i) {
            for (std::size_t j = i + 1; j < end; ++j) {
                if (hammingDistance(hashes[order[i]], hashes[order[j]]) <= distance)
                    sets.unite(order[i], order[j]);
            }
        }
        first = end;
    }
}

/// Sorted, those with two or more images only.
std::vector<ImageGroup> tidied(std::vector<ImageGroup> groups)
{
    std::erase_if(groups, [](const ImageGroup &group) { return group.size() < 2; });
    for (ImageGroup &group : groups)
        std::ranges::sort(group);
    std::ranges::sort(groups, {}, [](const ImageGroup &group) { return group.front(); });
    return groups;
}

} // namespace

std::vector<ImageGroup> nearDuplicateGroups(const std::vector<HashedImage> &images, int distance,
                                            const CancelToken &cancel)
{
    // Equal hashes are one: a thousand copies are a thousand comparisons, not half a million.
    std::map<PerceptualHash, ImageGroup> idsByHash;
    for (const HashedImage &image : images) {
        if (image.hash != 0)
            idsByHash[image.hash].push_back(image.id);
    }
    std::vector<PerceptualHash> hashes;
    for (const auto &[hash, ids] : idsByHash)
        hashes.push_back(hash);
    Sets sets(hashes.size());
    const int bits = std::clamp(distance, 0, 63);
    for (const Part &part : partsOf(bits + 1))
        uniteWithin(part, hashes, bits, sets, cancel);
    if (cancel.cancelled())
        return {};
    std::vector<ImageGroup> groups(hashes.size());
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        const ImageGroup &ids = idsByHash[hashes[i]];
        ImageGroup &group = groups[sets.find(i)];
        group.insert(group.end(), ids.begin(), ids.end());
    }
    return tidied(std::move(groups));
}

std::vector<ImageGroup> samePixelsGroups(const std::vector<ImageRecord> &images,
                                         const QHash<qint64, ImageQuality> &qualities)
{
    using Key = std::tuple<int, int, PerceptualHash, double, double, double, double, double>;
    std::map<Key, ImageGroup> idsByKey;
    for (const ImageRecord &image : images) {
        const auto found = qualities.constFind(image.id);
        if (image.trashed || found == qualities.constEnd())
            continue;
        idsByKey[{image.width, image.height, found->hash, found->sharpness, found->brightness,
                  found->contrast, found->entropy, found->saturation}]
            .push_back(image.id);
    }
    std::vector<ImageGroup> groups;
    for (auto &[key, ids] : idsByKey)
        groups.push_back(std::move(ids));
    return tidied(std::move(groups));
}

qint64 bestOfGroup(const ImageGroup &group, const QHash<qint64, const ImageRecord *> &images,
                   const QHash<qint64, ImageQuality> &qualities)
{
    const auto worth = [&](qint64 id) {
        const ImageRecord *image = images.value(id);
        return std::tuple(image && image->classId != 0, image ? qint64(image->width) * image->height : 0,
                          qualities.value(id).sharpness, -id);
    };
    return *std::ranges::max_element(group, {}, worth);
}

} // namespace cairn
