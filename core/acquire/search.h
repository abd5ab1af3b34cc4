#pragma once

#include "core/acquire/pace.h"
#include "core/acquire/provider.h"
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
/// its own. Errors: Offline, InvalidInput (the search), Cancelled.
Result<SearchPage> searchPage(const PictureProvider &provider, const PictureSearch &search,
                              const QString &cursor, const CancelToken &cancel,
                              const SearchPace &pace = SearchPace::fromEnvironment());

struct SearchReport
{
    qint64 queued = 0; ///< new in the queue
    qint64 inQueue = 0; ///< of this search for this class, those of earlier times included
    qint64 leftOut = 0; ///< found, but no picture, not the licence, or too large
    bool exhausted = false; ///< the provider has no more
    std::optional<Quota> quota;
};

/// Pages through a search until `count` of its pictures are in the project's queue for the class (those of an
/// earlier search with the same words count) or the provider has no more. What a page brought is on disk
/// before the next is asked for. `provider` is an id. Blocks; works on the calling thread's `database`.
/// Errors: those of searchPage and of the database.
Result<SearchReport> queueSearch(Database &database, const QString &provider, const PictureSearch &search,
                                 qint64 classId, qint64 count, const ProgressCallback &progress = {},
                                 const CancelToken &cancel = {},
                                 const SearchPace &pace = SearchPace::fromEnvironment());

} // namespace cairn
