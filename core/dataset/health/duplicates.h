// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/imaging/quality.h"
#include "core/project/records.h"

#include <QHash>

#include <vector>

namespace cairn {

struct HashedImage
{
    qint64 id = 0;
    PerceptualHash hash = 0;
};

/// Images that belong together: at least two, ids ascending.
using ImageGroup = std::vector<qint64>;

/// Groups of images whose hashes differ in at most `distance` bits (0–63), directly or through others of the
/// group. Exact: as comparing all pairs, but 100,000 hashes take about a second. Two hashes that differ in d
/// bits agree in at least one of d + 1 parts (multi-index hashing; Norouzi, Punjani and Fleet, "Fast Search
/// in Hamming Space with Multi-Index Hashing", CVPR 2012), so only those that share a part are compared.
/// Images with hash 0 are in no group. Groups are ordered by their smallest id; empty when cancelled.
std::vector<ImageGroup> nearDuplicateGroups(const std::vector<HashedImage> &images,
                                            int distance = nearDuplicateDistance,
                                            const CancelToken &cancel = {});

/// Groups of images of the same size whose measures are all equal: the same pixels in files that differ, for
/// example in their metadata. (The same file twice is refused by the import.)
std::vector<ImageGroup> samePixelsGroups(const std::vector<ImageRecord> &images,
                                         const QHash<qint64, ImageQuality> &qualities);

/// The image of a group to keep: a labeled one before others, then most pixels, then the sharpest, then the
/// one that was there first. `images` has every image of the group.
qint64 bestOfGroup(const ImageGroup &group, const QHash<qint64, const ImageRecord *> &images,
                   const QHash<qint64, ImageQuality> &qualities);

} // namespace cairn
