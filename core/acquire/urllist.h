// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/project/database.h"
#include "core/project/records.h"

#include <vector>

namespace cairn {

/// Who wrote a list.
enum class ListOrigin {
    File, ///< anybody: addresses inside this network are refused
    Typed, ///< the user, or what they pasted
};

/// A row of a list.
struct ListedAddress
{
    Provenance from; ///< provider "list" or "typed"; sourceUrl is the address
    QString label; ///< empty: none
};

struct UrlList
{
    std::vector<ListedAddress> images;
    QStringList problems; ///< a sentence for each line that could not be used, 100 at most
    QStringList labels() const; ///< each once, in order of appearance
};

/// Reads a list of addresses: one a line (# begins a comment), or a table (CSV with comma, semicolon or tab)
/// with a header row whose columns are url, and as wanted label (or class), licence (license), licence_url
/// (license_url), author, title, page (page_url). At most 20 MB and 100,000 rows; equal addresses with equal
/// labels once. `name` is kept as the query. Errors: InvalidInput, Corrupt; ReadFailed and NotFound of the
/// file.
Result<UrlList> parseUrlList(const QByteArray &bytes, const QString &name,
                             ListOrigin origin = ListOrigin::File);
Result<UrlList> readUrlList(const QString &file);

/// Puts a list into the project's queue: every label becomes a class (made where it is missing), images
/// without one get `classId`. How many were new.
Result<qint64> queueList(Database &database, const UrlList &list, qint64 classId);

} // namespace cairn
