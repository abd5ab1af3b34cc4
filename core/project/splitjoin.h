// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/imagequality.h"
#include "core/project/records.h"

#include <array>
#include <functional>
#include <QHash>
#include <vector>

namespace cairn {

/// How a project is split: what a split was made with, and how later images join it.
struct SplitRule
{
    double validShare = 0.2; ///< of each class, 0–1
    quint64 seed = 42;

    bool operator==(const SplitRule &) const = default;
};

/// Images of one class by their part of the split; index: Split.
using ClassSplit = std::array<int, splitParts>;

/// A number in [0, 1) that depends on an image's content and the seed alone, the same on every machine.
double placeOf(PerceptualHash hash, quint64 seed);

/// Says where an image that gets a label joins a project that is split, so that nobody else moves. Knows the
/// perceptual hashes of the project's images. A question takes microseconds, also among 100,000 images.
class SplitJoin
{
public:
    using SplitOf = std::function<Split(qint64 imageId)>;

    void clear();
    void setHash(qint64 imageId, PerceptualHash hash);
    bool knows(qint64 imageId) const { return m_places.contains(imageId); }

    /// With its near duplicates (directly or through others, nearest first) where one of them is in the
    /// split. Else where placeOf() says, as long as that keeps the class within one image of its wanted
    /// share; a class's first image goes to training and its second to validation. `ofClass` does not count
    /// the image.
    Split sideFor(qint64 imageId, const ClassSplit &ofClass, const SplitOf &splitOf,
                  const SplitRule &rule) const;

private:
    static constexpr int partCount = nearDuplicateDistance + 1;
    static constexpr std::size_t groupLimit = 256; ///< distinct hashes of a group that are looked at

    void addHash(PerceptualHash hash);
    std::vector<int> near(PerceptualHash hash) const; ///< indices into m_hashes, nearest first
    Split sideOfGroup(qint64 imageId, const SplitOf &splitOf) const;

    // Hashes that differ in d bits agree in at least one of d + 1 parts (see
    // core/dataset/health/duplicates.h).
    QHash<qint64, int> m_places; // image → its hash, an index into the following two
    QHash<PerceptualHash, int> m_known;
    std::vector<PerceptualHash> m_hashes;
    std::vector<std::vector<qint64>> m_images; // of each hash
    std::array<QHash<quint32, std::vector<int>>, partCount> m_parts;
};

} // namespace cairn
