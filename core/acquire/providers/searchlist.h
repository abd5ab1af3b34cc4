// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/providers/search.h"

namespace cairn {

/// A row of a list of searches.
struct ListedSearch
{
    QString label; ///< the class; empty: unlabeled
    WantedSearch wanted; ///< without a class's id
};

struct SearchList
{
    std::vector<ListedSearch> searches;
    QStringList problems; ///< a sentence for each line that could not be used, 100 at most
};

inline constexpr qint64 largestSearchList = 1'000'000; ///< bytes

/// Whether a list is one of searches: a table whose header names a column "query".
bool isSearchList(const QByteArray &bytes);

/// Reads a table (CSV with comma, semicolon or tab) with a header row whose columns are query, and as wanted
/// class (or label), count (default 100), provider (default `provider`) and license (any, commercial,
/// modification, public-domain). At most 1 MB and 1,000 rows. Errors: InvalidInput, Corrupt.
Result<SearchList> parseSearchList(const QByteArray &bytes,
                                   const QString &provider = QStringLiteral("commons"));

/// A filter by its name (any, commercial, modification, public-domain); nothing for "". Error InvalidInput.
Result<std::optional<LicenseFilter>> licenseFilterNamed(const QString &name);

} // namespace cairn
