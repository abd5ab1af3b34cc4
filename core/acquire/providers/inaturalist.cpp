// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/providers/inaturalist.h"
#include "core/base/text.h"

#include "core/acquire/plaintext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int pageSize = 200; // the most that is allowed
const QString taxon = u"taxon:"_s;

QString licenseCodes(LicenseFilter filter)
{
    switch (filter) {
    case LicenseFilter::PublicDomain:
        return u"cc0"_s;
    case LicenseFilter::Modification:
        return u"cc0,cc-by,cc-by-sa"_s;
    case LicenseFilter::Commercial:
        return u"cc0,cc-by,cc-by-sa,cc-by-nd"_s;
    case LicenseFilter::Any:
        break;
    }
    return {}; // all rights reserved, too
}

/// iNaturalist's licenses are those of version 4.0 (https://www.inaturalist.org/pages/help#cc).
QString versioned(const QString &code)
{
    return code.startsWith(u"cc-") ? code + u"-4.0"_s : code;
}

QString licenseName(const QString &code)
{
    if (code.isEmpty())
        return u"All rights reserved"_s;
    return code == u"cc0" ? u"CC0"_s : u"CC %1 4.0"_s.arg(code.mid(3).toUpper());
}

/// Photographs are offered by name of size: square 75, small 240, medium 500, large 1024, original 2048
/// pixels.
QString addressOf(const QString &square, int side)
{
    static const QRegularExpression last(u"/square\\.(\\w{1,5})(\\?\\d*)?$"_s);
    const QString size = side <= 240 ? u"small"_s
        : side <= 500                ? u"medium"_s
        : side <= 1024               ? u"large"_s
                                     : u"original"_s;
    const auto match = last.match(square);
    return match.hasMatch() ? square.left(match.capturedStart()) + u'/' + size + u'.' + match.captured(1)
                            : QString();
}

QString titleOf(const QJsonObject &taxonObject)
{
    const QString name = plainText(taxonObject[u"name"].toString(), 200);
    const QString common = plainText(taxonObject[u"preferred_common_name"].toString(), 200);
    return name.isEmpty() || common.isEmpty() ? name + common : u"%1 (%2)"_s.arg(name, common);
}

/// Empty sourceUrl: none of its photographs is for us.
FoundImage imageOf(const QJsonObject &observation, LicenseFilter filter, int side)
{
    const QJsonArray photos = observation[u"photos"].toArray();
    for (const QJsonValue &value : photos) {
        const QJsonObject photo = value.toObject();
        const QString code = photo[u"license_code"].toString().toLower().left(30);
        const QString address = addressOf(photo[u"url"].toString().left(2000), side);
        if (!licensePasses(code, filter) || address.isEmpty() || !photo[u"flags"].toArray().isEmpty())
            continue;
        const QJsonObject user = observation[u"user"].toObject();
        FoundImage found;
        found.from.sourceUrl = address;
        found.from.pageUrl = observation[u"uri"].toString().left(2000);
        found.from.title = titleOf(observation[u"taxon"].toObject());
        found.from.author = plainText(user[u"name"].toString(), 300);
        if (found.from.author.isEmpty())
            found.from.author = plainText(user[u"login"].toString(), 300);
        found.from.attribution = plainText(photo[u"attribution"].toString(), 500);
        found.from.license = licenseName(code);
        found.from.licenseUrl = licenseAddress(versioned(code));
        return found;
    }
    return {};
}

SearchAnswer refusedAnswer(const TransferResult &answer)
{
    SearchAnswer out;
    out.transient = answer.transient;
    out.retryAfter = answer.retryAfter;
    const QJsonObject root = QJsonDocument::fromJson(answer.body).object();
    const QString detail = plainText(root[u"error"].toVariant().toString(), 200);
    if (answer.status == 429)
        out.error = Error{
            ErrorCode::Offline,
            Text::tr("The request limit of iNaturalist is reached; try again in a few minutes."), detail};
    else if (answer.status >= 400 && answer.status < 500)
        out.error = Error{ErrorCode::InvalidInput,
                          Text::tr("iNaturalist refused the search: %1")
                              .arg(detail.isEmpty() ? Text::tr("status %1").arg(answer.status) : detail)};
    else
        out.error = Error{ErrorCode::Offline,
                          Text::tr("iNaturalist could not be reached: %1.").arg(answer.error->message),
                          answer.error->detail};
    return out;
}

} // namespace

QString INaturalistProvider::hint() const
{
    return Text::tr(
        "A species or group by its scientific or common name (Pinus strobus, oaks), or taxon:47219. "
        "Returns observations whose species several people agree on, newest first, under the license "
        "the photographer chose.");
}

QString INaturalistProvider::refusal(const ImageSearch &search) const
{
    static const QRegularExpression number(u"^[1-9]\\d{0,9}$"_s);
    const QString text = search.text.trimmed();
    if (text.isEmpty() || text.size() > 200)
        return Text::tr("Enter the name of a species or group, in at most 200 characters.");
    if (text.startsWith(taxon, Qt::CaseInsensitive)
        && !number.match(text.mid(taxon.size()).trimmed()).hasMatch())
        return Text::tr("“taxon:” must be followed by an iNaturalist taxon number, for example taxon:47219.");
    if (text.startsWith(u"Category:", Qt::CaseInsensitive)
        || text.startsWith(u"depicts:", Qt::CaseInsensitive))
        return Text::tr(
            "iNaturalist searches by names of species and groups; “Category:” and “depicts:” work only "
            "with Wikimedia Commons.");
    return {};
}

QUrl INaturalistProvider::base() const
{
    const QString set = qEnvironmentVariable("CAIRN_INATURALIST_URL");
    return QUrl(set.isEmpty() ? u"https://api.inaturalist.org/v1/observations"_s : set);
}

QUrl INaturalistProvider::request(const ImageSearch &search, const QString &cursor) const
{
    const QString text = search.text.trimmed();
    const bool byNumber = text.startsWith(taxon, Qt::CaseInsensitive);
    const QString what
        = QString::fromLatin1(QUrl::toPercentEncoding(byNumber ? text.mid(taxon.size()).trimmed() : text));
    QString query = (byNumber ? u"taxon_id="_s : u"taxon_name="_s) + what
        + u"&quality_grade=research&photos=true&order_by=id&order=desc&per_page=%1"_s.arg(pageSize);
    const QString codes = licenseCodes(licensesOf(*this, search));
    if (!codes.isEmpty())
        query += u"&photo_license="_s + codes;
    if (const qint64 below = cursor.toLongLong(); below > 0)
        query += u"&id_below=%1"_s.arg(below);
    QUrl url = base();
    url.setQuery(query, QUrl::StrictMode);
    return url;
}

SearchAnswer INaturalistProvider::read(const ImageSearch &search, const QString &cursor,
                                       const TransferResult &answer) const
{
    if (answer.error)
        return refusedAnswer(answer);
    SearchAnswer out;
    const QJsonObject root = QJsonDocument::fromJson(answer.body).object();
    if (!root[u"results"].isArray()) {
        out.error = Error{ErrorCode::Offline, Text::tr("iNaturalist sent an invalid response.")};
        out.transient = true;
        return out;
    }
    const QJsonArray results = root[u"results"].toArray();
    qint64 lowest = cursor.toLongLong();
    for (qsizetype i = 0; i < std::min<qsizetype>(results.size(), 500); ++i) {
        const QJsonObject observation = results[i].toObject();
        const qint64 id = observation[u"id"].toInteger();
        if (id > 0 && (lowest <= 0 || id < lowest))
            lowest = id;
        FoundImage found = imageOf(observation, licensesOf(*this, search), search.side);
        if (found.from.sourceUrl.isEmpty())
            ++out.page.leftOut;
        else
            out.page.images.push_back(std::move(found));
    }
    // total_results counts what is below id_below.
    const qint64 left = root[u"total_results"].toInteger() - results.size();
    if (left > 0 && !results.isEmpty() && lowest > 0 && lowest != cursor.toLongLong())
        out.page.next = QString::number(lowest);
    return out;
}

} // namespace cairn
