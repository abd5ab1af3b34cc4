// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/plaintext.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype longestHtml = 20'000;

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

QString decodeEntities(const QString &text)
{
    static const QRegularExpression entity(u"&(#?\\w{1,8});"_s);
    QString decoded;
    qsizetype end = 0;
    for (auto matches = entity.globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        decoded += QStringView(text).sliced(end, match.capturedStart() - end);
        decoded += decodeEntity(match.captured(1));
        end = match.capturedEnd();
    }
    decoded += QStringView(text).sliced(end);
    return decoded;
}

/// One tag or comment, from its "<" on.
struct Tag
{
    qsizetype length = 0; ///< 0: it is none
    QString name; ///< in lower case; empty for comments and declarations
    bool closes = false;
    bool hides = false;
};

/// https://html.spec.whatwg.org/multipage/syntax.html#void-elements
bool isEmptyElement(const QString &name)
{
    static const QSet<QString> empty{u"area"_s,   u"base"_s,  u"br"_s,    u"col"_s,  u"embed"_s,
                                     u"hr"_s,     u"img"_s,   u"input"_s, u"link"_s, u"meta"_s,
                                     u"source"_s, u"track"_s, u"wbr"_s};
    return empty.contains(name);
}

bool isHiding(const QString &name, const QString &attributes)
{
    static const QSet<QString> unseen{u"style"_s, u"script"_s, u"template"_s, u"noscript"_s, u"head"_s};
    static const QRegularExpression hidden(
        uR"((?:^|[\s"'])hidden(?=[\s=/>]|$)|style\s*=[^>]*(?:display\s*:\s*none|visibility\s*:\s*hidden))"_s,
        QRegularExpression::CaseInsensitiveOption);
    return unseen.contains(name) || hidden.match(decodeEntities(attributes)).hasMatch();
}

qsizetype endOfTag(QStringView text)
{
    QChar quote;
    for (qsizetype i = 1; i < text.size(); ++i) {
        const QChar c = text[i];
        if (quote.isNull() && c == u'>')
            return i + 1;
        if (c == quote)
            quote = {};
        else if (quote.isNull() && (c == u'"' || c == u'\'') && text[i - 1] == u'=')
            quote = c;
    }
    const qsizetype plain = text.indexOf(u'>'); // a quote that never ends is none
    return plain < 0 ? text.size() : plain + 1;
}

Tag tagAt(QStringView text)
{
    if (text.startsWith(u"<!--")) {
        const qsizetype end = text.indexOf(u"-->", 4);
        return {end < 0 ? text.size() : end + 3, {}, false, false};
    }
    static const QRegularExpression opening(u"^<(/?)([!a-zA-Z][a-zA-Z0-9:-]*)"_s);
    const auto match = opening.match(text.first(std::min<qsizetype>(text.size(), 60)).toString());
    if (!match.hasMatch())
        return {};
    Tag tag;
    tag.length = endOfTag(text);
    tag.name = match.captured(2).toLower();
    tag.closes = !match.captured(1).isEmpty();
    const QStringView inside = text.first(tag.length);
    tag.hides = !tag.closes && !inside.endsWith(u"/>") && !isEmptyElement(tag.name)
        && isHiding(tag.name, inside.sliced(match.capturedLength()).toString());
    return tag;
}

bool breaksLine(const QString &name)
{
    static const QSet<QString> blocks{u"br"_s, u"p"_s, u"li"_s, u"div"_s, u"tr"_s, u"td"_s, u"dd"_s, u"dt"_s};
    return blocks.contains(name);
}

/// Where the element that `name` begins ends: elements of the same name lie one in the other.
qsizetype afterHidden(QStringView text, const QString &name)
{
    int depth = 1;
    qsizetype at = 0;
    while (at < text.size()) {
        const Tag tag = text[at] == u'<' ? tagAt(text.sliced(at)) : Tag{};
        if (tag.length > 0 && tag.name == name)
            depth += tag.closes ? -1 : 1;
        at += std::max<qsizetype>(1, tag.length);
        if (depth == 0)
            return at;
    }
    return text.size();
}

enum class EmptyElements {
    Drop,
    Letters, ///< except those that only break a line
};

QString withoutTags(QStringView text, EmptyElements emptyElements)
{
    QString seen;
    for (qsizetype at = 0; at < text.size();) {
        const Tag tag = text[at] == u'<' ? tagAt(text.sliced(at)) : Tag{};
        const bool letters
            = emptyElements == EmptyElements::Letters && isEmptyElement(tag.name) && !breaksLine(tag.name);
        if (tag.length == 0 || letters) {
            seen += text[at++];
            continue;
        }
        at += tag.length;
        if (tag.hides)
            at += afterHidden(text.sliced(at), tag.name);
        else if (breaksLine(tag.name))
            seen += u' ';
    }
    return seen;
}

} // namespace

QString plainText(const QString &html, int longest)
{
    // Twice: entities may have hidden a tag. Somebody who calls himself <img src=x> is still to be named.
    const QString decoded = decodeEntities(withoutTags(html.left(longestHtml), EmptyElements::Drop));
    QString text = withoutTags(decoded, EmptyElements::Letters).simplified();
    static const QRegularExpression steering(
        u"[\\p{Cc}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]"_s);
    return text.remove(steering).left(longest).trimmed();
}

QString withoutTracking(const QString &address)
{
    const qsizetype mark = address.indexOf(u'?');
    if (mark < 0)
        return address;
    const qsizetype hash = address.indexOf(u'#', mark);
    const qsizetype end = hash < 0 ? address.size() : hash;
    QStringList kept = address.mid(mark + 1, end - mark - 1).split(u'&');
    kept.removeIf([](const QString &item) { return item.startsWith(u"utm_", Qt::CaseInsensitive); });
    const QString query = kept.join(u'&');
    return address.left(mark) + (query.isEmpty() ? query : u'?' + query) + address.mid(end);
}

} // namespace cairn
