// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/providers/openverse.h"
#include "core/base/text.h"

#include "core/acquire/address.h"
#include "core/acquire/plaintext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int pageSize = 20; // more is answered with status 401 without a key
constexpr int lastPage = 12; // 240 results
constexpr int largestSide = 1280; // pixels of an original that is taken as it is

QString licenseName(const QJsonObject &result)
{
    const QString code = result[u"license"].toString().left(30);
    const QString version = result[u"license_version"].toString().left(10);
    if (code == u"pdm")
        return u"Public Domain Mark"_s;
    if (code == u"cc0")
        return u"CC0"_s;
    return code.isEmpty() ? QString() : u"CC %1 %2"_s.arg(code.toUpper(), version).trimmed();
}

/// An address that can be asked for as it is; otherwise nothing.
QString usable(const QString &address)
{
    const QString clean = withoutTracking(address);
    const QUrl url(clean, QUrl::StrictMode);
    const bool plain = url.isValid() && !clean.contains(u' ') && clean.size() <= 2000;
    return plain && refusalOf(url, trustedAuthorities(u"openverse"_s, url)).isEmpty() ? clean : QString();
}

bool isDrawing(const QJsonObject &result)
{
    return result[u"filetype"].toString().compare(u"svg", Qt::CaseInsensitive) == 0
        || QUrl(result[u"url"].toString()).path().endsWith(u".svg", Qt::CaseInsensitive);
}

/// Empty sourceUrl: not an image for us.
FoundImage imageOf(const QJsonObject &result, LicenseFilter filter)
{
    if (!licensePasses(result[u"license"].toString(), filter) || isDrawing(result))
        return {};
    FoundImage found;
    Provenance &from = found.from;
    const QString original = usable(result[u"url"].toString());
    const QString thumbnail = usable(result[u"thumbnail"].toString());
    const int largest = std::max(result[u"width"].toInt(), result[u"height"].toInt());
    const bool small = largest > 0 && largest <= largestSide;
    if (small && !original.isEmpty()) {
        from.sourceUrl = original;
        found.secondUrl = thumbnail;
    } else if (!thumbnail.isEmpty()) {
        from.sourceUrl = thumbnail;
        found.secondUrl = original;
    }
    from.pageUrl = withoutTracking(result[u"foreign_landing_url"].toString()).left(2000);
    from.title = plainText(result[u"title"].toString(), 500);
    from.author = plainText(result[u"creator"].toString(), 300);
    from.license = licenseName(result);
    from.licenseUrl = result[u"license_url"].toString().left(500);
    return found;
}

std::optional<Quota> quotaOf(const QHash<QByteArray, QByteArray> &headers)
{
    // The day's quota is what runs out for good; the minute's only slows.
    for (const QByteArray &scope : {QByteArray("anon_sustained"), QByteArray("anon_burst")}) {
        bool known = false;
        const qint64 left = headers.value("x-ratelimit-available-" + scope).toLongLong(&known);
        // Limits come as "200" or "200/day".
        const qint64 limit = headers.value("x-ratelimit-limit-" + scope).split('/').first().toLongLong();
        if (known)
            return Quota{left, limit};
    }
    return {};
}

QString licenseParameter(LicenseFilter filter)
{
    switch (filter) {
    case LicenseFilter::Commercial:
        return u"&license_type=commercial"_s;
    case LicenseFilter::Modification:
        return u"&license_type=commercial,modification"_s;
    case LicenseFilter::PublicDomain:
        return u"&license=cc0,pdm"_s;
    case LicenseFilter::Any:
        break;
    }
    return {};
}

/// What is wrong, in the service's words: a sentence, or sentences by parameter.
QString detailOf(const QJsonValue &detail)
{
    if (!detail.isObject())
        return plainText(detail.toVariant().toString(), 200);
    QStringList parts;
    const QJsonObject object = detail.toObject();
    for (auto part = object.begin(); part != object.end(); ++part) {
        QStringList texts;
        const QJsonArray list = part->isArray() ? part->toArray() : QJsonArray{*part};
        for (const QJsonValue &text : list)
            texts << text.toVariant().toString();
        parts << part.key() + u": "_s + texts.join(u' ');
    }
    return plainText(parts.join(u"; "_s), 200);
}

/// "Request was throttled. Expected available in 86029 seconds."
std::optional<std::chrono::milliseconds> waitOf(const QString &detail)
{
    static const QRegularExpression expected(u"available in (\\d{1,7}) second"_s);
    const auto match = expected.match(detail);
    return match.hasMatch()
        ? std::optional<std::chrono::milliseconds>(std::chrono::seconds(match.captured(1).toLongLong()))
        : std::nullopt;
}

SearchAnswer refusedAnswer(const TransferResult &answer)
{
    SearchAnswer out;
    out.transient = answer.transient;
    const QJsonObject root = QJsonDocument::fromJson(answer.body).object();
    const QString detail = detailOf(root[u"detail"]);
    out.retryAfter = answer.retryAfter ? answer.retryAfter : waitOf(detail);
    if (answer.status == 429)
        out.error = Error{ErrorCode::Offline,
                          Text::tr("The request limit of Openverse is reached (20 per minute and 200 per "
                                   "day); try again later."),
                          detail};
    else if (answer.status >= 400 && answer.status < 500)
        out.error = Error{ErrorCode::InvalidInput,
                          Text::tr("Openverse refused the search: %1")
                              .arg(detail.isEmpty() ? u"status %1"_s.arg(answer.status) : detail)};
    else
        out.error = Error{ErrorCode::Offline,
                          Text::tr("Openverse could not be reached: %1.").arg(answer.error->message),
                          answer.error->detail};
    return out;
}

} // namespace

QString OpenverseProvider::hint() const
{
    return Text::tr("Words. Openverse returns up to 240 images per search and allows 200 requests per day.");
}

QString OpenverseProvider::refusal(const ImageSearch &search) const
{
    const QString text = search.text.trimmed();
    if (text.isEmpty() || text.size() > 200)
        return Text::tr("Enter a search text of at most 200 characters.");
    if (text.startsWith(u"Category:", Qt::CaseInsensitive)
        || text.startsWith(u"depicts:", Qt::CaseInsensitive))
        return Text::tr(
            "Openverse searches by words only; “Category:” and “depicts:” work only with Wikimedia "
            "Commons.");
    return {};
}

QUrl OpenverseProvider::base() const
{
    const QString set = qEnvironmentVariable("CAIRN_OPENVERSE_URL");
    return QUrl(set.isEmpty() ? u"https://api.openverse.org/v1/images/"_s : set);
}

QUrl OpenverseProvider::request(const ImageSearch &search, const QString &cursor) const
{
    const QString words = QString::fromLatin1(QUrl::toPercentEncoding(search.text.trimmed()));
    const int page = std::max(1, cursor.toInt());
    QUrl url = base();
    url.setQuery(
        u"q=%1&page=%2&page_size=%3&filter_dead=true&mature=false"_s.arg(words).arg(page).arg(pageSize)
            + licenseParameter(licensesOf(*this, search)),
        QUrl::StrictMode);
    return url;
}

SearchAnswer OpenverseProvider::read(const ImageSearch &search, const QString &cursor,
                                     const TransferResult &answer) const
{
    if (answer.error)
        return refusedAnswer(answer);
    SearchAnswer out;
    const QJsonObject root = QJsonDocument::fromJson(answer.body).object();
    if (!root[u"results"].isArray()) {
        out.error = Error{ErrorCode::Offline, Text::tr("Openverse sent an invalid response.")};
        out.transient = true;
        return out;
    }
    const QJsonArray results = root[u"results"].toArray();
    for (qsizetype i = 0; i < std::min<qsizetype>(results.size(), 500); ++i) {
        FoundImage found = imageOf(results[i].toObject(), licensesOf(*this, search));
        if (found.from.sourceUrl.isEmpty())
            ++out.page.leftOut;
        else
            out.page.images.push_back(std::move(found));
    }
    const int page = std::max({1, root[u"page"].toInt(), cursor.toInt()});
    if (page >= lastPage && !results.isEmpty())
        out.page.limit
            = Text::tr("Openverse returns only the first 240 images of a search; use other words to find "
                       "more.");
    else if (page < root[u"page_count"].toInt() && !results.isEmpty())
        out.page.next = QString::number(page + 1);
    out.page.quota = quotaOf(answer.headers);
    return out;
}

} // namespace cairn
