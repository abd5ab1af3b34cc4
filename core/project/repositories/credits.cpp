// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/credits.h"

#include "core/project/query.h"
#include "core/project/repositories/provenancecolumns.h"

using namespace Qt::StringLiterals;

namespace cairn {

QString creditedTo(const Provenance &from)
{
    if (!from.attribution.isEmpty())
        return from.attribution;
    if (!from.author.isEmpty() || from.uploader.isEmpty())
        return from.author;
    return u"uploaded by %1, author unknown"_s.arg(from.uploader);
}

QString restrictionsOf(const Provenance &from)
{
    return from.restrictions.split(u'|', Qt::SkipEmptyParts).join(u", "_s);
}

Result<std::vector<Credit>> readCredits(Database &database)
{
    Query query(
        database,
        u"SELECT images.id, path, coalesce(name, ''), %1 FROM images LEFT JOIN labels ON labels.image_id = "
        "images.id "
        "LEFT JOIN classes ON classes.id = labels.class_id "
        "WHERE trashed = 0 AND (provider != '' OR coalesce(source_url, '') != '') ORDER BY images.id"_s.arg(
            provenanceColumns(u"source_url"_s)));
    return query.rows({}, [&](const Query &row) {
        return Credit{row.integer(0), database.absolute(row.text(1)), row.text(2), readProvenance(row, 3)};
    });
}

} // namespace cairn
