// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/providers/commons.h"
#include "core/base/text.h"

#include "core/acquire/plaintext.h"
#include "core/acquire/providers/categorywalk.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrlQuery>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int pageSize = 50; // imageinfo makes at most that many thumbnails a request
constexpr int mostFound = 10'000; // CirrusSearch shows no more of a search
constexpr qsizetype longestQuery = 300; // characters, by CirrusSearch
constexpr qint64 largestOriginal = 4'000'000; // pixels
constexpr qsizetype mostPages = 500;
const QString category = u"Category:"_s;
const QString depicts = u"depicts:"_s;
const QString bitmaps = u"filetype:bitmap "_s;
const QString walkKey = u"walk"_s;

bool isCategory(const QString &text)
{
    return text.startsWith(category, Qt::CaseInsensitive);
}

bool isDepicts(const QString &text)
{
    return text.startsWith(depicts, Qt::CaseInsensitive);
}

QString categoryName(const QString &text)
{
    return text.mid(category.size()).trimmed();
}

/// What CirrusSearch is asked where no categories are walked through.
QString searchQuery(const ImageSearch &search)
{
    const QString text = search.text.trimmed();
    if (isCategory(text))
        return search.depth > 0 ? deepFilesQuery(categoryName(text)) : ownFilesQuery(categoryName(text));
    if (isDepicts(text))
        return bitmaps + u"haswbstatement:P180="_s + text.mid(depicts.size()).trimmed().toUpper();
    return bitmaps + text;
}

/// A cursor is what "continue" held, and the walk that it belongs to.
std::optional<CategoryWalk> walkOf(const ImageSearch &search, const QString &cursor)
{
    const QString text = search.text.trimmed();
    if (!cursor.isEmpty())
        return CategoryWalk::fromJson(QJsonDocument::fromJson(cursor.toUtf8()).object()[walkKey].toObject());
    const bool byDepth = isCategory(text) && search.depth > 0 && search.depth < deepestCategory;
    return byDepth ? std::optional(CategoryWalk(categoryName(text), search.depth)) : std::nullopt;
}

using AddItem = std::function<void(const QString &key, const QString &value)>;

void askForFiles(const AddItem &add, const QString &what, int side)
{
    add(u"generator"_s, u"search"_s);
    add(u"gsrnamespace"_s, u"6"_s);
    add(u"gsrsearch"_s, what);
    add(u"gsrlimit"_s, QString::number(pageSize));
    add(u"prop"_s, u"imageinfo"_s);
    add(u"iiprop"_s, u"url|size|mime|sha1|mediatype|user|extmetadata"_s);
    add(u"iiurlwidth"_s, QString::number(standardWidth(side)));
    add(u"iiextmetadatafilter"_s,
        u"Artist|Attribution|LicenseShortName|License|LicenseUrl|UsageTerms|Credit|Restrictions"_s);
}

void askForCategories(const AddItem &add, const QString &what)
{
    add(u"srnamespace"_s, u"14"_s);
    add(u"srsearch"_s, what);
    add(u"srlimit"_s, QString::number(mostPages));
    add(u"srinfo"_s, {});
    add(u"srprop"_s, {});
}

/// Whether there is such a category: a search itself finds nothing where there is none.
void askWhetherKnown(const AddItem &add, const QString &name)
{
    add(u"acfrom"_s, name);
    add(u"acto"_s, name);
    add(u"acprop"_s, u"size"_s);
}

/// QUrlQuery leaves "+" alone, which servers read as a space.
QString encoded(const QString &value)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(value));
}

/// All keys of "continue" belong into the next request, whatever they are.
QString cursorOf(QJsonObject next, const std::optional<CategoryWalk> &walk = {})
{
    next.remove(walkKey); // that is ours
    if (walk)
        next[walkKey] = walk->toJson();
    return next.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(next).toJson(QJsonDocument::Compact));
}

/// formatversion 2 has an array, 1 an object keyed by page.
QJsonArray pagesOf(const QJsonValue &pages)
{
    if (pages.isArray())
        return pages.toArray();
    QJsonArray array;
    const QJsonObject object = pages.toObject();
    for (const QJsonValue &page : object)
        array.append(page);
    return array;
}

/// Where a search has ranked it; those without a rank keep their order behind.
double rankOf(const QJsonValue &page)
{
    return page.toObject()[u"index"].toDouble(std::numeric_limits<double>::infinity());
}

/// By rank: pages come in the order of their numbers, or in none.
std::vector<QJsonObject> rankedPages(const QJsonValue &value)
{
    const QJsonArray array = pagesOf(value);
    std::vector<QJsonObject> pages;
    for (qsizetype i = 0; i < std::min(array.size(), mostPages); ++i)
        pages.push_back(array[i].toObject());
    std::ranges::stable_sort(pages, {}, rankOf);
    return pages;
}

/// What to fetch: the thumbnail, or a small original; empty where there is neither. Where an image is too
/// narrow to be made smaller the "thumbnail" is the original, whatever its height.
QString sourceOf(const QJsonObject &info)
{
    const QString thumbnail = withoutTracking(info[u"thumburl"].toString());
    const QString original = withoutTracking(info[u"url"].toString());
    const double pixels = info[u"width"].toDouble() * info[u"height"].toDouble();
    const bool small = pixels > 0 && pixels <= double(largestOriginal);
    const auto file = [](const QString &address) {
        return QUrl(address).adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment);
    };
    if (!thumbnail.isEmpty() && (file(thumbnail) != file(original) || small))
        return thumbnail;
    return small ? original : QString();
}

/// Empty sourceUrl: not an image for us.
FoundImage imageOf(const QJsonObject &page, LicenseFilter filter)
{
    const QJsonObject info = page[u"imageinfo"].toArray().first().toObject();
    const QJsonObject meta = info[u"extmetadata"].toObject();
    const auto text = [&](QStringView key, int longest) {
        return plainText(meta[key].toObject()[u"value"].toVariant().toString(), longest);
    };
    const QString kind = info[u"mime"].toString();
    if (!kind.startsWith(u"image/") || kind.startsWith(u"image/svg") || kind.contains(u"djvu"))
        return {};
    FoundImage found;
    Provenance &from = found.from;
    from.license = text(u"LicenseShortName", 100);
    const QString code = text(u"License", 100);
    if (!licensePasses(code.isEmpty() ? from.license : code, filter))
        return {};
    from.sourceUrl = sourceOf(info).left(2000);
    from.pageUrl = withoutTracking(info[u"descriptionurl"].toString()).left(2000);
    from.title = page[u"title"].toString().left(500);
    if (from.title.startsWith(u"File:"))
        from.title.remove(0, 5);
    from.author = text(u"Artist", 300);
    from.attribution = text(u"Attribution", 500);
    from.uploader = plainText(info[u"user"].toString(), 300);
    from.restrictions = text(u"Restrictions", 200);
    from.usageTerms = text(u"UsageTerms", 200);
    from.credit = text(u"Credit", 300);
    from.licenseUrl = text(u"LicenseUrl", 500);
    if (from.licenseUrl.isEmpty())
        from.licenseUrl = licenseAddress(code);
    return found;
}

SearchAnswer errorAnswer(const QJsonObject &error, const TransferResult &answer)
{
    const QString code = error[u"code"].toString();
    QString info = plainText(error[u"info"].toString(), 200);
    if (info.isEmpty())
        info = code.isEmpty() ? u"it gave no reason."_s : code.left(200);
    SearchAnswer refused;
    refused.retryAfter = answer.retryAfter;
    refused.transient = code == u"maxlag" || code == u"ratelimited" || code == u"readonly"
        || code == u"cirrussearch-too-busy-error" || code.startsWith(u"internal_api_error");
    if (code == u"maxlag" && (!refused.retryAfter || *refused.retryAfter < std::chrono::seconds(5)))
        refused.retryAfter = std::chrono::seconds(5); // the manual's least
    refused.error = refused.transient
        ? Error{ErrorCode::Offline, Text::tr("Wikimedia Commons is busy; try again in a few minutes."), info}
        : Error{ErrorCode::InvalidInput, Text::tr("Wikimedia Commons refused the search: %1").arg(info),
                code};
    return refused;
}

int offsetOf(const QString &cursor)
{
    return QJsonDocument::fromJson(cursor.toUtf8()).object()[u"gsroffset"].toVariant().toInt();
}

Error unknownCategory(const ImageSearch &search)
{
    return {ErrorCode::NotFound,
            Text::tr("Wikimedia Commons has no category “%1”; check its exact name there.")
                .arg(categoryName(search.text.trimmed()))};
}

/// A first page without anything: an unknown category, or one with so many below it that the deep search did
/// not look at all. What is nearest is found by walking.
void judgeEmptyCategory(const ImageSearch &search, const QJsonObject &query, SearchAnswer &out)
{
    const QJsonArray all = query[u"allcategories"].toArray();
    if (all.isEmpty()) {
        out.error = unknownCategory(search);
        return;
    }
    const QJsonObject known = all.first().toObject();
    if (search.depth == 0 || (known[u"files"].toDouble() <= 0 && known[u"subcats"].toDouble() <= 0))
        return;
    out.page.prepares = true;
    out.page.next = cursorOf({}, CategoryWalk(categoryName(search.text.trimmed()), search.depth));
}

/// Names of categories, of which files are searched for later.
SearchAnswer namesAnswer(const ImageSearch &search, const QString &cursor, CategoryWalk walk,
                         const QJsonObject &root)
{
    SearchAnswer out;
    const QJsonObject query = root[u"query"].toObject();
    const QJsonArray found = query[u"search"].toArray();
    if (cursor.isEmpty() && found.isEmpty() && query[u"allcategories"].toArray().isEmpty()) {
        out.error = unknownCategory(search);
        return out;
    }
    QStringList names;
    for (qsizetype i = 0; i < std::min(found.size(), mostPages); ++i) {
        const QString title = found[i].toObject()[u"title"].toString();
        if (isCategory(title))
            names << categoryName(title);
    }
    const QJsonObject next = root[u"continue"].toObject();
    walk.take(names, !next.isEmpty());
    out.page.prepares = true;
    out.page.next = cursorOf(walk.findsNames() ? next : QJsonObject(), walk);
    return out;
}

/// What comes after a page of files.
void goOn(const QString &cursor, const QJsonObject &root, std::optional<CategoryWalk> walk, SearchPage &page)
{
    const QJsonObject next = root[u"continue"].toObject();
    const bool shown = !page.images.empty() || page.leftOut > 0;
    const bool atLimit
        = offsetOf(cursorOf(next)) >= mostFound || (shown && offsetOf(cursor) + pageSize >= mostFound);
    if (!next.isEmpty() && !atLimit)
        page.next = cursorOf(next, walk);
    else if (walk && walk->nextFiles())
        page.next = cursorOf({}, walk);
    else if (atLimit)
        page.limit = Text::tr(
            "Wikimedia Commons returns only the first 10,000 files of a search; narrow the search to "
            "find others.");
    else if (walk && walk->isCut())
        page.limit = Text::tr(
            "It has too many subcategories to search at once; search for one of them to find more.");
}

} // namespace

QString CommonsProvider::hint() const
{
    return Text::tr("Words, a category including its subcategories (Category:Colosseum), or what is depicted "
                    "(depicts:Q10285).");
}

int standardWidth(int side)
{
    // https://www.mediawiki.org/wiki/Common_thumbnail_sizes
    static constexpr std::array widths{250, 330, 500, 960, 1280, 1920};
    for (const int width : widths) {
        if (width >= side)
            return width;
    }
    return widths.back();
}

QString CommonsProvider::refusal(const ImageSearch &search) const
{
    static const QRegularExpression item(u"^Q[1-9]\\d{0,11}$"_s, QRegularExpression::CaseInsensitiveOption);
    const QString text = search.text.trimmed();
    if (text.isEmpty())
        return Text::tr("Enter a search text of at most %1 characters.").arg(longestQuery - bitmaps.size());
    if (isDepicts(text) && !item.match(text.mid(depicts.size()).trimmed()).hasMatch())
        return Text::tr("“depicts:” must be followed by a Wikidata item, for example depicts:Q10285.");
    if (isCategory(text) && categoryName(text).isEmpty())
        return Text::tr("“Category:” must be followed by a category name, for example Category:Colosseum.");
    // Of a category, by the longer of the ways to search it.
    const QString longest = isCategory(text) ? ownFilesQuery(categoryName(text)) : searchQuery(search);
    if (const qsizetype over = longest.toUcs4().size() - longestQuery; over > 0)
        return Text::tr("The search is %1 character(s) too long for Wikimedia Commons.", nullptr, int(over))
            .arg(over);
    return {};
}

QUrl CommonsProvider::base() const
{
    const QString set = qEnvironmentVariable("CAIRN_COMMONS_URL");
    return QUrl(set.isEmpty() ? u"https://commons.wikimedia.org/w/api.php"_s : set);
}

QUrl CommonsProvider::request(const ImageSearch &search, const QString &cursor) const
{
    QUrlQuery plain;
    const auto add = [&](const QString &key, const QString &value) { plain.addQueryItem(key, value); };
    add(u"action"_s, u"query"_s);
    add(u"format"_s, u"json"_s);
    add(u"formatversion"_s, u"2"_s);
    const auto walk = walkOf(search, cursor);
    const bool asksForNames = walk && walk->findsNames();
    const bool asksWhetherKnown = cursor.isEmpty() && isCategory(search.text.trimmed());
    QStringList lists;
    if (asksForNames) {
        lists << u"search"_s;
        askForCategories(add, walk->query());
    } else {
        askForFiles(add, walk ? walk->query() : searchQuery(search), search.side);
    }
    if (asksWhetherKnown) {
        lists << u"allcategories"_s;
        askWhetherKnown(add, categoryName(search.text.trimmed()));
    }
    if (!lists.isEmpty())
        add(u"list"_s, lists.join(u'|'));
    add(u"maxlag"_s, u"5"_s);
    QJsonObject next = QJsonDocument::fromJson(cursor.toUtf8()).object();
    next.remove(walkKey);
    for (auto key = next.begin(); key != next.end(); ++key) {
        plain.removeAllQueryItems(key.key());
        add(key.key(), key.value().toVariant().toString());
    }
    QString query;
    const auto items = plain.queryItems(QUrl::FullyDecoded);
    for (const auto &[key, value] : items)
        query += (query.isEmpty() ? u""_s : u"&"_s) + encoded(key) + u'=' + encoded(value);
    QUrl url = base();
    url.setQuery(query, QUrl::StrictMode);
    return url;
}

SearchAnswer CommonsProvider::read(const ImageSearch &search, const QString &cursor,
                                   const TransferResult &answer) const
{
    SearchAnswer out;
    QJsonParseError parsing;
    const QJsonObject root = QJsonDocument::fromJson(answer.body, &parsing).object();
    // Lag is told with status 200, so the body comes before the status.
    if (root[u"error"].isObject())
        return errorAnswer(root[u"error"].toObject(), answer);
    if (answer.error) {
        out.error = Error{ErrorCode::Offline,
                          Text::tr("Wikimedia Commons could not be reached: %1.").arg(answer.error->message),
                          answer.error->detail};
        out.transient = answer.transient;
        out.retryAfter = answer.retryAfter;
        return out;
    }
    if (parsing.error != QJsonParseError::NoError || root.isEmpty()) {
        out.error = Error{ErrorCode::Offline, Text::tr("Wikimedia Commons sent an invalid response."),
                          parsing.errorString()};
        out.transient = true;
        return out;
    }
    const auto walk = walkOf(search, cursor);
    if (walk && walk->findsNames())
        return namesAnswer(search, cursor, *walk, root);
    const QJsonObject query = root[u"query"].toObject();
    const std::vector<QJsonObject> pages = rankedPages(query[u"pages"]);
    for (const QJsonObject &page : pages) {
        if (page[u"imageinfo"].toArray().isEmpty())
            continue; // it comes with a later part of the same page, or there is none
        FoundImage found = imageOf(page, licensesOf(*this, search));
        if (found.from.sourceUrl.isEmpty())
            ++out.page.leftOut;
        else
            out.page.images.push_back(std::move(found));
    }
    goOn(cursor, root, walk, out.page);
    if (cursor.isEmpty() && pages.empty() && out.page.next.isEmpty() && isCategory(search.text.trimmed()))
        judgeEmptyCategory(search, query, out);
    return out;
}

} // namespace cairn
