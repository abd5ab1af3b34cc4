// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/health/health.h"

#include <memory>

namespace cairn {

/// The near duplicates among the images as a check of the data set found them, for the grid's filter and
/// order.
struct ImageDuplicates
{
    struct Place
    {
        int rank = 0; ///< group by group, the best image of each first
        int ofGroup = 0; ///< how many images the group has
        qint64 best = 0; ///< id of the one to keep
    };
    QHash<qint64, Place> places; ///< by image id
    int groups = 0;

    const Place *of(qint64 imageId) const; ///< nullptr where it is like no other image
    static std::shared_ptr<const ImageDuplicates> from(const std::vector<DuplicateGroup> &groups);
};

} // namespace cairn
