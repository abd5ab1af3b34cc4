// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/repositories/credits.h"

#include <QHash>

namespace cairn {

/// Writes ATTRIBUTION.csv and ATTRIBUTION.md into `folder` (which exists): for each image that was
/// collected its file, class, title, author, license with address, source page, file address, provider, query
/// and what else is owed (wording that the author demands, uploader, restrictions, terms, source). `names` is
/// for exports: image id → the file's name there, relative to `folder`; images that are not in it are left
/// out. Without it all collected images are listed by their paths in the project. Returns how many images
/// were listed; 0 writes nothing. The files appear whole or not at all. Errors: WriteFailed and the
/// database's.
Result<qint64> writeAttribution(Database &database, const QString &folder);
Result<qint64> writeAttribution(Database &database, const QString &folder,
                                const QHash<qint64, QString> &names);

/// The two texts themselves. `credits`' paths are written as they are.
QString attributionCsv(const std::vector<Credit> &credits);
QString attributionMarkdown(const std::vector<Credit> &credits);

} // namespace cairn
