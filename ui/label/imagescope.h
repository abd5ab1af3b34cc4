// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

namespace cairn {

/// Which images a grid shows. Trashed ones only where it says so.
struct ImageScope
{
    enum class Kind {
        All,
        Unlabeled,
        Class, ///< of classId
        Train,
        Valid,
        Test,
        Undivided, ///< none of the three
        Trashed,
    };
    Kind kind = Kind::All;
    qint64 classId = 0;

    bool accepts(const ImageRecord &image) const
    {
        if (image.trashed || kind == Kind::Trashed)
            return image.trashed && kind == Kind::Trashed;
        switch (kind) {
        case Kind::Unlabeled:
            return image.classId == 0;
        case Kind::Class:
            return image.classId == classId;
        case Kind::Train:
            return image.split == Split::Train;
        case Kind::Valid:
            return image.split == Split::Valid;
        case Kind::Test:
            return image.split == Split::Test;
        case Kind::Undivided:
            return image.split == Split::None;
        default:
            return true;
        }
    }

    bool operator==(const ImageScope &) const = default;
};

} // namespace cairn
