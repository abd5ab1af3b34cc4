#include "core/acquire/commons.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrlQuery>

#include <array>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int pageSize = 50; // imageinfo makes at most that many thumbnails a request
constexpr qint64 largestOriginal = 4'000'000; // pixels
constexpr qsizetype mostPages = 500;
const QString category = u"Category:"_s;
const QString depicts = u"depicts:"_s;

bool isCategory(const QString &text)
{
    return text.startsWith(category, Qt::CaseInsensitive);
}

bool isDepicts(const QString &text)
{
    return text.startsWith(depicts, Qt::CaseInsensitive);
}

void addGenerator(QUrlQuery &query, const QString &text)
{
    const auto add = [&](const QString &key, const QString &value) { query.addQueryItem(key, value); };
    if (isCategory(text)) {
        add(u"generator"_s, u"categorymembers"_s);
        add(u"gcmtype"_s, u"file"_s);
        add(u"gcmtitle"_s, category + text.mid(category.size()).trimmed());
        add(u"gcmlimit"_s, QString::number(pageSize));
        return;
    }
    const QString words
        = isDepicts(text) ? u"haswbstatement:P180="_s + text.mid(depicts.size()).trimmed().toUpper() : text;
    add(u"generator"_s, u"search"_s);
    add(u"gsrnamespace"_s, u"6"_s);
    add(u"gsrsearch"_s, u"filetype:bitmap "_s + words);
    add(u"gsrlimit"_s, QString::number(pageSize));
}

/// QUrlQuery leaves "+" alone, which servers read as a space.
QString encoded(const QString &value)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(value));
}

/// All keys of "continue" belong into the next request, whatever they are.
QString cursorOf(const QJsonObject &next)
{
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

/// What to fetch: the thumbnail, or a small original; empty where there is neither.
QString sourceOf(const QJsonObject &info)
{
    const QString thumbnail = info[u"thumburl"].toString();
    const QString original = info[u"url"].toString();
    const double pixels = info[u"width"].toDouble() * info[u"height"].toDouble();
    const bool small = pixels > 0 && pixels <= double(largestOriginal);
    if (!thumbnail.isEmpty() && (thumbnail != original || small))
        return thumbnail;
    return small ? original : QString();
}

/// Empty sourceUrl: not a picture for us.
Provenance pictureOf(const QJsonObject &page, LicenceFilter filter)
{
    const QJsonObject info = page[u"imageinfo"].toArray().first().toObject();
    const QJsonObject meta = info[u"extmetadata"].toObject();
    const auto text = [&](QStringView key, int longest) {
        return plainText(meta[key].toObject()[u"value"].toVariant().toString(), longest);
    };
    const QString kind = info[u"mime"].toString();
    if (!kind.startsWith(u"image/") || kind.startsWith(u"image/svg") || kind.contains(u"djvu"))
        return {};
    Provenance picture;
    picture.licence = text(u"LicenseShortName", 100);
    const QString code = text(u"License", 100);
    if (!licencePasses(code.isEmpty() ? picture.licence : code, filter))
        return {};
    picture.sourceUrl = sourceOf(info).left(2000);
    picture.pageUrl = info[u"descriptionurl"].toString().left(2000);
    picture.title = page[u"title"].toString().left(500);
    if (picture.title.startsWith(u"File:"))
        picture.title.remove(0, 5);
    picture.author = text(u"Artist", 300);
    if (picture.author.isEmpty())
        picture.author = info[u"user"].toString().left(300);
    picture.licenceUrl = text(u"LicenseUrl", 500);
    return picture;
}

SearchAnswer errorAnswer(const QJsonObject &error, const TransferResult &answer)
{
    const QString code = error[u"code"].toString();
    const QString info = plainText(error[u"info"].toString(), 200);
    SearchAnswer refused;
    refused.retryAfter = answer.retryAfter;
    refused.transient = code == u"maxlag" || code == u"ratelimited" || code == u"readonly"
        || code.startsWith(u"internal_api_error");
    if (code == u"maxlag" && (!refused.retryAfter || *refused.retryAfter < std::chrono::seconds(5)))
        refused.retryAfter = std::chrono::seconds(5); // the manual's least
    refused.error = refused.transient
        ? Error{ErrorCode::Offline, u"Wikimedia Commons is busy; try again in a few minutes."_s, info}
        : Error{ErrorCode::InvalidInput, u"Wikimedia Commons refused the search: %1"_s.arg(info), code};
    return refused;
}

} // namespace

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

QString CommonsProvider::refusal(const PictureSearch &search) const
{
    static const QRegularExpression item(u"^Q[1-9]\\d{0,11}$"_s, QRegularExpression::CaseInsensitiveOption);
    const QString text = search.text.trimmed();
    if (text.isEmpty() || text.size() > 300)
        return u"Write what to search for, in at most 300 characters."_s;
    if (isDepicts(text) && !item.match(text.mid(depicts.size()).trimmed()).hasMatch())
        return u"After “depicts:” comes a Wikidata item, for example depicts:Q10285."_s;
    if (isCategory(text) && text.mid(category.size()).trimmed().isEmpty())
        return u"After “Category:” comes the category's name, for example Category:Colosseum."_s;
    return {};
}

QUrl CommonsProvider::base() const
{
    const QString set = qEnvironmentVariable("CAIRN_COMMONS_URL");
    return QUrl(set.isEmpty() ? u"https://commons.wikimedia.org/w/api.php"_s : set);
}

QUrl CommonsProvider::request(const PictureSearch &search, const QString &cursor) const
{
    QUrlQuery plain;
    const auto add = [&](const QString &key, const QString &value) { plain.addQueryItem(key, value); };
    add(u"action"_s, u"query"_s);
    add(u"format"_s, u"json"_s);
    add(u"formatversion"_s, u"2"_s);
    addGenerator(plain, search.text.trimmed());
    add(u"prop"_s, u"imageinfo"_s);
    add(u"iiprop"_s, u"url|size|mime|sha1|mediatype|user|extmetadata"_s);
    add(u"iiurlwidth"_s, QString::number(standardWidth(search.side)));
    add(u"iiextmetadatafilter"_s,
        u"Artist|LicenseShortName|License|LicenseUrl|UsageTerms|AttributionRequired|Credit|Restrictions"_s);
    add(u"maxlag"_s, u"5"_s);
    const QJsonObject next = QJsonDocument::fromJson(cursor.toUtf8()).object();
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

SearchAnswer CommonsProvider::read(const PictureSearch &search, const TransferResult &answer) const
{
    SearchAnswer out;
    QJsonParseError parsing;
    const QJsonObject root = QJsonDocument::fromJson(answer.body, &parsing).object();
    // Lag is told with status 200, so the body comes before the status.
    if (root.contains(u"error"))
        return errorAnswer(root[u"error"].toObject(), answer);
    if (answer.error) {
        out.error = Error{ErrorCode::Offline,
                          u"Wikimedia Commons could not be asked: %1."_s.arg(answer.error->message),
                          answer.error->detail};
        out.transient = answer.transient;
        out.retryAfter = answer.retryAfter;
        return out;
    }
    if (parsing.error != QJsonParseError::NoError || root.isEmpty()) {
        out.error = Error{ErrorCode::Offline, u"What Wikimedia Commons sent is no answer to a search."_s,
                          parsing.errorString()};
        out.transient = true;
        return out;
    }
    const QJsonArray pages = pagesOf(root[u"query"].toObject()[u"pages"]);
    for (qsizetype i = 0; i < std::min(pages.size(), mostPages); ++i) {
        const QJsonObject page = pages[i].toObject();
        if (page[u"imageinfo"].toArray().isEmpty())
            continue; // it comes with a later part of the same page, or there is none
        Provenance picture = pictureOf(page, search.licences);
        if (picture.sourceUrl.isEmpty())
            ++out.page.leftOut;
        else
            out.page.pictures.push_back(std::move(picture));
    }
    out.page.next = cursorOf(root[u"continue"].toObject());
    return out;
}

} // namespace cairn
