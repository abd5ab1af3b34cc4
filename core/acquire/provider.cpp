#include "core/acquire/provider.h"

#include "core/acquire/address.h"
#include "core/acquire/commons.h"
#include "core/acquire/openverse.h"

#include <QHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cairn {

const std::vector<const PictureProvider *> &pictureProviders()
{
    static const CommonsProvider commons;
    static const OpenverseProvider openverse;
    static const std::vector<const PictureProvider *> all{&commons, &openverse};
    return all;
}

const PictureProvider *pictureProvider(const QString &id)
{
    for (const PictureProvider *provider : pictureProviders()) {
        if (provider->id() == id)
            return provider;
    }
    return nullptr;
}

QSet<QString> trustedAuthorities(const QString &provider, const QUrl &url)
{
    const QStringList set = qEnvironmentVariable("CAIRN_TRUSTED_HOSTS").split(u',', Qt::SkipEmptyParts);
    QSet<QString> trusted(set.begin(), set.end());
    if (const PictureProvider *known = pictureProvider(provider))
        trusted.insert(authorityOf(known->base()));
    if (provider == typedProvider)
        trusted.insert(authorityOf(url));
    return trusted;
}

bool licencePasses(const QString &licence, LicenceFilter filter)
{
    if (filter == LicenceFilter::Any)
        return true;
    QString code = licence.trimmed().toLower();
    code.replace(u' ', u'-');
    static const QRegularExpression publicDomain(u"^(cc0|cc-zero|pdm|pd|public-domain|no-restrictions)\\b"_s);
    if (publicDomain.match(code).hasMatch())
        return true;
    if (filter == LicenceFilter::PublicDomain || code.isEmpty())
        return false;
    static const QRegularExpression free(
        u"^(cc-)?by\\b|^(gfdl|fal|attribution|mit|gpl|lgpl|apache|bsd|ogl|odbl|copyrighted-free-use)\\b"_s);
    static const QRegularExpression nonCommercial(u"\\bnc\\b"_s);
    static const QRegularExpression noDerivatives(u"\\bnd\\b"_s);
    return free.match(code).hasMatch() && !nonCommercial.match(code).hasMatch()
        && (filter == LicenceFilter::Commercial || !noDerivatives.match(code).hasMatch());
}

namespace {

QString decodeEntity(const QString &name)
{
    static const QHash<QString, QString> named{
        {u"amp"_s, u"&"_s},  {u"lt"_s, u"<"_s},     {u"gt"_s, u">"_s},    {u"quot"_s, u"\""_s},
        {u"apos"_s, u"'"_s}, {u"nbsp"_s, u" "_s},   {u"ndash"_s, u"–"_s}, {u"mdash"_s, u"—"_s},
        {u"copy"_s, u"©"_s}, {u"hellip"_s, u"…"_s}, {u"auml"_s, u"ä"_s},  {u"ouml"_s, u"ö"_s},
        {u"uuml"_s, u"ü"_s}, {u"eacute"_s, u"é"_s}, {u"egrave"_s, u"è"_s}};
    if (!name.startsWith(u'#'))
        return named.value(name, u'&' + name + u';');
    const bool hex = name.size() > 1 && name[1].toLower() == u'x';
    bool isNumber = false;
    const uint code = name.mid(hex ? 2 : 1).toUInt(&isNumber, hex ? 16 : 10);
    if (!isNumber || code < 32 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return {};
    const char32_t character = code;
    return QString::fromUcs4(&character, 1);
}

} // namespace

QString plainText(const QString &html, int longest)
{
    static const QRegularExpression hidden(u"<!--.*?(-->|$)|<(style|script)\\b.*?(</\\2\\s*>|$)"_s,
                                           QRegularExpression::DotMatchesEverythingOption
                                               | QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression breaks(u"<(br|p|li|div)\\b[^>]*>"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression tag(u"<[/!a-zA-Z][^>]*(>|$)"_s);
    static const QRegularExpression entity(u"&(#?\\w{1,8});"_s);
    QString text = html.left(20'000);
    text.remove(hidden).replace(breaks, u" "_s).remove(tag);
    QString decoded;
    qsizetype end = 0;
    for (auto matches = entity.globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        decoded += QStringView(text).sliced(end, match.capturedStart() - end);
        decoded += decodeEntity(match.captured(1));
        end = match.capturedEnd();
    }
    decoded += QStringView(text).sliced(end);
    return decoded.simplified().left(longest);
}

} // namespace cairn
