// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/query.h"
#include "core/project/records.h"

namespace cairn {

// The columns of `images` and `downloads` that hold a Provenance, all in one order. For the repositories of
// this room.

inline constexpr int provenanceColumnCount = 13;

/// Their names, joined by commas; `address` is what the table calls Provenance::sourceUrl.
QString provenanceColumns(const QString &address);
QString provenanceMarks(); ///< as many "?", joined by commas
Provenance readProvenance(const Query &query, int firstColumn);
QVariantList provenanceValues(const Provenance &from);

} // namespace cairn
