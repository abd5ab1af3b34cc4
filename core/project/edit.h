// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <algorithm>
#include <memory>
#include <optional>

namespace cairn {

/// What an edit changes of its images besides their labels.
enum class EditKind {
    Label, ///< ImageRecord::split, of images that join the split with their label
    Trash, ///< values are ImageRecord::trashed, 0 or 1
    Flag, ///< ImageRecord::flagged, 0 or 1
    Split, ///< ImageRecord::split
    Class, ///< nothing; the classes themselves change
    Fine, ///< ImageRecord::fineClass
};

/// One image's value before and after; EditKind says of what.
struct ImageChange
{
    qint64 imageId = 0;
    int before = 0;
    int after = 0;
};

/// One class before and after. Without `before` it is added, without `after` removed; at the position that
/// its record says, the classes behind it move.
struct ClassChange
{
    std::optional<ClassRecord> before;
    std::optional<ClassRecord> after;
    qint64 into = 0; ///< where the images of a class that is removed go; 0: they become unlabeled
};

/// One step of editing, with all that undoes and redoes it. Not changed once it was made: the writer's thread
/// and the history share it.
struct Edit
{
    qint64 id = 0; ///< grows with time
    EditKind kind = EditKind::Label;
    QString description = {}; ///< "Label 12 images Colosseum"
    std::vector<LabelChange> labels = {};
    std::vector<ImageChange> values = {};
    std::vector<ClassChange> classes = {};
    qint64 suggestedBy = 0; ///< the run whose network suggested these labels; 0: none did

    /// Where images of a class belong after this step: the class, or where it was merged into; 0 where it was
    /// deleted.
    qint64 classAfter(qint64 classId) const
    {
        const auto gone = std::ranges::find_if(classes, [classId](const ClassChange &change) {
            return change.before && !change.after && change.before->id == classId;
        });
        return gone == classes.end() ? classId : gone->into;
    }
    std::size_t size() const { return labels.size() + values.size() + classes.size(); }
    /// Whether classes come or go, forward or backward.
    bool addsOrRemovesClasses() const
    {
        return std::ranges::any_of(classes,
                                   [](const ClassChange &change) { return !change.before || !change.after; });
    }
};
using EditPointer = std::shared_ptr<const Edit>;

} // namespace cairn
