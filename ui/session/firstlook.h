// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/providers/search.h"
#include "core/project/project.h"

#include <QSet>

namespace cairn {

inline constexpr int firstImages = 20; ///< of a search, to be looked at

/// The first images of a search that are new to the class.
struct FirstLook
{
    std::vector<SearchPage> pages;
    std::vector<FoundImage> images;
    QSet<QString> unwanted; ///< addresses that an earlier look left out
    qint64 inQueue = 0;
};

/// Asks for as many pages as it takes. Blocks. Errors: those of searchPage and of the database.
Result<FirstLook> lookAtFirst(const Project &project, const WantedSearch &wanted, const CancelToken &cancel);

/// What is to be said of a search whose first pages have nothing new to look at.
SearchReport reportOf(const FirstLook &looked, qint64 wanted);

} // namespace cairn
