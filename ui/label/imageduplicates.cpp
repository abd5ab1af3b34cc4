// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/imageduplicates.h"

namespace cairn {

const ImageDuplicates::Place *ImageDuplicates::of(qint64 imageId) const
{
    const auto found = places.constFind(imageId);
    return found == places.constEnd() ? nullptr : &*found;
}

std::shared_ptr<const ImageDuplicates> ImageDuplicates::from(const std::vector<DuplicateGroup> &groups)
{
    auto duplicates = std::make_shared<ImageDuplicates>();
    duplicates->groups = int(groups.size());
    for (const DuplicateGroup &group : groups) {
        for (const qint64 id : bestFirst({group}))
            duplicates->places.insert(id,
                                      {int(duplicates->places.size()), int(group.ids.size()), group.best});
    }
    return duplicates;
}

} // namespace cairn
