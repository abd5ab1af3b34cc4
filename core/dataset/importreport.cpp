// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/importreport.h"

#include <iterator>

namespace cairn {

namespace {

template <typename T>
void moveTo(std::vector<T> &all, std::vector<T> &part)
{
    all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
}

} // namespace

void ImportReport::append(ImportReport &&part)
{
    seen += part.seen;
    imported += part.imported;
    moveTo(duplicates, part.duplicates);
    moveTo(refused, part.refused);
    moveTo(conflicts, part.conflicts);
    moveTo(moved, part.moved);
    moveTo(relabels, part.relabels);
    passedOver += part.passedOver;
    notices += part.notices;
    if (!part.caseVariants.isEmpty())
        caseVariants = std::move(part.caseVariants); // of the whole project: the last one knows them all
    cancelled = cancelled || part.cancelled;
}

} // namespace cairn
