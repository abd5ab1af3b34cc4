// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/providers/searchlist.h"
#include "core/base/text.h"

#include "core/base/csv.h"
#include "core/project/repositories/classrepository.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int mostRows = 1000;
constexpr qint64 mostImages = 100'000;
constexpr qsizetype mostProblems = 100;

struct Columns
{
    qsizetype query = -1;
    qsizetype label = -1;
    qsizetype count = -1;
    qsizetype provider = -1;
    qsizetype license = -1;
};

Columns columnsOf(const QStringList &header)
{
    Columns columns;
    for (qsizetype i = 0; i < header.size(); ++i) {
        const QString name = header[i].trimmed().toLower();
        if (name == u"query" || name == u"search")
            columns.query = i;
        else if (name == u"class" || name == u"label")
            columns.label = i;
        else if (name == u"count" || name == u"images")
            columns.count = i;
        else if (name == u"provider")
            columns.provider = i;
        else if (name == u"license" || name == u"licence")
            columns.license = i;
    }
    return columns;
}

/// One row, or the sentence on what is wrong with it.
Result<ListedSearch> readRow(const QStringList &row, const Columns &columns, const QString &provider)
{
    const auto field
        = [&](qsizetype column) { return column < 0 ? QString() : row.value(column).trimmed().left(1000); };
    ListedSearch listed;
    listed.label = field(columns.label);
    listed.wanted.provider = field(columns.provider).isEmpty() ? provider : field(columns.provider).toLower();
    listed.wanted.search.text = field(columns.query);
    const auto invalid = [](const QString &why) { return Error{ErrorCode::InvalidInput, why}; };
    const ImageProvider *known = imageProvider(listed.wanted.provider);
    if (!known)
        return invalid(Text::tr("there is no provider “%1”.").arg(listed.wanted.provider));
    const auto filter = licenseFilterNamed(field(columns.license));
    if (!filter)
        return filter.error();
    listed.wanted.search.licenses = *filter;
    if (const QString count = field(columns.count); !count.isEmpty()) {
        bool isNumber = false;
        listed.wanted.count = count.toLongLong(&isNumber);
        if (!isNumber || listed.wanted.count < 1 || listed.wanted.count > mostImages)
            return invalid(Text::tr("“%1” is not a number of images (1–100,000).").arg(count));
    }
    if (const QString refusal = known->refusal(listed.wanted.search); !refusal.isEmpty())
        return invalid(refusal);
    if (const auto clean = ClassRepository::cleanName(listed.label); !listed.label.isEmpty() && !clean)
        return clean.error();
    return listed;
}

} // namespace

Result<std::optional<LicenseFilter>> licenseFilterNamed(const QString &name)
{
    static const QHash<QString, LicenseFilter> names{{u"any"_s, LicenseFilter::Any},
                                                     {u"commercial"_s, LicenseFilter::Commercial},
                                                     {u"modification"_s, LicenseFilter::Modification},
                                                     {u"public-domain"_s, LicenseFilter::PublicDomain}};
    if (name.isEmpty())
        return std::optional<LicenseFilter>();
    const auto named = names.constFind(name);
    if (named == names.constEnd())
        return Error{ErrorCode::InvalidInput,
                     Text::tr("the license must be any, commercial, modification or public-domain.")};
    return std::optional<LicenseFilter>(*named);
}

bool isSearchList(const QByteArray &bytes)
{
    const QString text = decodeText(bytes.left(10'000));
    const auto table = parseCsv(text.section(u'\n', 0, 0), 2);
    return table && !table->rows.isEmpty() && columnsOf(table->rows.first()).query >= 0;
}

Result<SearchList> parseSearchList(const QByteArray &bytes, const QString &provider)
{
    if (bytes.size() > largestSearchList)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("The list of searches is larger than 1 MB; split it into "
                              "smaller files.")};
    const auto table = parseCsv(decodeText(bytes), mostRows + 1);
    if (!table)
        return table.error();
    const Columns columns = table->rows.isEmpty() ? Columns{} : columnsOf(table->rows.first());
    if (columns.query < 0)
        return Error{
            ErrorCode::InvalidInput,
            Text::tr("A list of searches needs a header row with the columns class, query and count.")};
    SearchList list;
    for (qsizetype i = 1; i < table->rows.size(); ++i) {
        auto listed = readRow(table->rows[i], columns, provider);
        if (listed)
            list.searches.push_back(*std::move(listed));
        else if (list.problems.size() < mostProblems)
            list.problems << Text::tr("Line %1: %2").arg(table->lines[i]).arg(listed.error().message);
    }
    if (list.searches.empty())
        return Error{ErrorCode::InvalidInput,
                     list.problems.isEmpty() ? Text::tr("The list of searches is empty.")
                                             : list.problems.first()};
    return list;
}

} // namespace cairn
