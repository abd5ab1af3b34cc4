#include "core/project/credits.h"

#include "core/project/query.h"

using namespace Qt::StringLiterals;

namespace cairn {

Result<std::vector<Credit>> readCredits(Database &database)
{
    Query query(
        database,
        u"SELECT images.id, path, coalesce(name, ''), provider, query, title, source_url, page_url, author, "
        "licence, licence_url FROM images LEFT JOIN labels ON labels.image_id = images.id "
        "LEFT JOIN classes ON classes.id = labels.class_id "
        "WHERE trashed = 0 AND (provider != '' OR coalesce(source_url, '') != '') ORDER BY images.id"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    std::vector<Credit> credits;
    while (query.next()) {
        credits.push_back({query.integer(0),
                           database.absolute(query.text(1)),
                           query.text(2),
                           {query.text(3), query.text(4), query.text(5), query.text(6), query.text(7),
                            query.text(8), query.text(9), query.text(10)}});
    }
    if (const auto done = query.finish(); !done)
        return done.error();
    return credits;
}

} // namespace cairn
