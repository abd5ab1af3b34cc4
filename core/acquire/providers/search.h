// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/pace.h"
#include "core/acquire/providers/provider.h"
#include "core/base/progress.h"
#include "core/project/database.h"

namespace cairn {

/// How patiently providers are asked.
struct SearchPace
{
    RetryRule retry;
    double scale = 1; ///< of every wait; under 1 only against servers of one's own
    qint64 longestWait = 120'000; ///< ms; a provider that asks for more is given up with its reason
    std::chrono::milliseconds timeout{30000};

    /// The default, with $CAIRN_PACE (0–1) as the scale: for tests.
    static SearchPace fromEnvironment();
};

/// Asks for one page; waits and asks again while the provider says it is busy. Blocks, on an event loop of
/// its own; all searches of the program take turns (requestgate.h). Errors: Offline, InvalidInput (the
/// search), NotFound (a category that is none), Cancelled.
Result<SearchPage> searchPage(const ImageProvider &provider, const ImageSearch &search, const QString &cursor,
                              const CancelToken &cancel,
                              const SearchPace &pace = SearchPace::fromEnvironment());

/// The first pages of a search, until one is `enough` or there are no more. Queues nothing. Errors: those of
/// searchPage.
Result<std::vector<SearchPage>> firstPages(const ImageProvider &provider, const ImageSearch &search,
                                           const std::function<bool(const SearchPage &)> &enough,
                                           const CancelToken &cancel,
                                           const SearchPace &pace = SearchPace::fromEnvironment());

/// A search whose images are to be in the queue.
struct WantedSearch
{
    QString provider = {}; ///< id
    ImageSearch search = {};
    qint64 classId = 0; ///< 0: unlabeled
    qint64 count = 100; ///< in the queue, those of an earlier search with the same words included
    std::vector<SearchPage> known
        = {}; ///< its first pages, where they are known: they are not asked for again
    QString instead = {}; ///< words to search for where the category is none
};

struct SearchReport
{
    qint64 queued = 0; ///< new in the queue
    qint64 inQueue = 0; ///< of this search for this class, those of earlier times included
    qint64 leftOut = 0; ///< found, but no image, not the license, too large, or not wanted
    bool exhausted = false; ///< the provider has no more
    QString limit; ///< a sentence where it ended early for another reason
    std::optional<Quota> quota;
};

/// Pages through a search until `count` of its images are in the project's queue for the class or the
/// provider has no more. What a page brought is on disk before the next is asked for. Blocks; works on the
/// calling thread's `database`. Errors: those of searchPage and of the database.
Result<SearchReport> queueSearch(Database &database, const WantedSearch &wanted,
                                 const ProgressCallback &progress = {}, const CancelToken &cancel = {},
                                 const SearchPace &pace = SearchPace::fromEnvironment());

/// "The provider has no more than 12 images for “x”.", or why it ended early; empty where all came.
QString endOf(const SearchReport &report, const QString &text);

} // namespace cairn
