// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/provenancecolumns.h"

using namespace Qt::StringLiterals;

namespace cairn {

QString provenanceColumns(const QString &address)
{
    return u"provider, query, title, %1, page_url, author, licence, licence_url, attribution, uploader, "
           "restrictions, usage_terms, credit"_s.arg(address);
}

QString provenanceMarks()
{
    return QStringList(provenanceColumnCount, u"?"_s).join(u", "_s);
}

Provenance readProvenance(const Query &query, int firstColumn)
{
    const auto text = [&](int column) { return query.text(firstColumn + column); };
    return {text(0), text(1), text(2), text(3),  text(4),  text(5), text(6),
            text(7), text(8), text(9), text(10), text(11), text(12)};
}

QVariantList provenanceValues(const Provenance &from)
{
    return {from.provider,     from.query,      from.title,      from.sourceUrl,   from.pageUrl,
            from.author,       from.license,    from.licenseUrl, from.attribution, from.uploader,
            from.restrictions, from.usageTerms, from.credit};
}

} // namespace cairn
